import { expect, it } from "vitest";
import { Failure } from "../../src/common/failure.ts";
import { key, uniform } from "../../src/common/random.ts";
import { contentsOf, fileOf } from "./files.ts";
import torchFiles from "./torch_files.json" with { type: "json" };

/** Some bytes changed, left out, or put in again elsewhere. */
function mutated(bytes: Buffer, stream: number): Buffer {
  let drawn = 0;
  const draw = (n: number): number => Math.floor(uniform(stream, drawn++) * n);
  let changed = Buffer.from(bytes);
  for (let left = 1 + draw(4); left > 0; left--) {
    const [at, length] = [draw(changed.length), 1 + draw(16)];
    if (draw(4) > 0) changed[at] = draw(2) ? draw(256) : changed[at] ^ (1 << draw(8));
    else
      changed = Buffer.concat([
        changed.subarray(0, at),
        ...(draw(2) ? [changed.subarray(draw(at + 1), at)] : []),
        changed.subarray(at + length),
      ]);
  }
  return changed;
}

it.each(Object.entries(torchFiles))("files of weights with bytes changed at random are read or refused: %s", async (name, base64) => {
  const whole = Buffer.from(base64, "base64");
  let refused = 0;
  for (let i = 0; i < 300; i++)
    await contentsOf(fileOf(name, mutated(whole, key(7, i)))).catch(error => {
      expect(error, String(error.stack)).toBeInstanceOf(Failure);
      refused++;
    });
  expect(refused).toBeGreaterThan(100);
});

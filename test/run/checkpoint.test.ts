import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readCheckpoint, writeCheckpoint } from "../../src/checkpoint/file.ts";
import { checkpointVersion } from "../../src/checkpoint/state.ts";
import type { Parameter } from "../../src/models/model.ts";
import { folderOf } from "../cli/exp.ts";

const parameters: Parameter[] = [
  { name: "conv1.weight", shape: [2, 2, 3, 4], role: "filter", group: 0 },
  { name: "bn1.bias", shape: [4], role: "batchNormOffset", group: 0 },
];
const values = (n: number, from: number) => Float32Array.from({ length: n }, (_, i) => from + Math.sqrt(i));
const tensors = {
  "conv1.weight": { shape: [2, 2, 3, 4], data: values(48, 1) },
  "bn1.bias": { shape: [4], data: values(4, -2) },
  "adam/bn1.bias/moment": { shape: [4], data: values(4, 1e-9) },
};
const state = JSON.stringify({ version: checkpointVersion, step: 1, plan: "🐕" });

function written(): string {
  const file = join(folderOf({}), "checkpoint-1.safetensors");
  writeCheckpoint(file, { parameters, tensors, metadata: { state, classes: '["pug","🐕"]' } });
  return file;
}

test("what is read is what was written, every bit", async () => {
  const read = await readCheckpoint(written(), parameters);
  expect(read.tensors).toEqual(tensors);
  expect(read.state).toEqual(JSON.parse(state));
});

test("a bit that is another, anywhere, is found", async () => {
  const file = written();
  const whole = readFileSync(file);
  for (let at = 0; at < whole.length; at += 7) {
    const bytes = Buffer.from(whole);
    bytes[at] ^= 1 << (at % 8);
    writeFileSync(file, bytes);
    await expect(readCheckpoint(file, parameters), `byte ${at}`).rejects.toThrow(/^is (cut short|damaged)/);
  }
});

test("so is a file that is cut short, wherever", async () => {
  const file = written();
  for (let length = readFileSync(file).length - 1; length >= 0; length -= 13) {
    truncateSync(file, length);
    await expect(readCheckpoint(file, parameters), `${length} bytes`).rejects.toThrow(/^is (cut short|damaged)/);
  }
});

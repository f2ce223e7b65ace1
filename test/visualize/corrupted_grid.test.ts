import { expect, test } from "vitest";
import { corrupt } from "../../src/inputs/image/corruptions/index.ts";
import { resized } from "../../src/visualize/canvas.ts";
import { drawCorrupted } from "../../src/visualize/corrupted_grid.ts";

test("a row of an image for each corruption: without it, then as evaluation sees it in each severity", async () => {
  const image = { width: 16, height: 16, data: Uint8Array.from({ length: 16 * 16 * 3 }, (_, i) => (i * 7) % 256) };
  const { canvas, caption, alt } = await drawCorrupted({ image, id: 3, seed: 42 }, ["fog", "pixelate"]);
  // Six tiles of 112 with gaps of 8 and margins of 16; two rows, each under its name, below the severities.
  expect([canvas.width, canvas.height]).toEqual([6 * 112 + 5 * 8 + 32, 30 + 2 * (22 + 112) + 8 + 32]);
  const at = (x: number, y: number) => [...canvas.data.subarray((y * canvas.width + x) * 3, (y * canvas.width + x) * 3 + 3)];
  const expected = async (data: Uint8Array) => [
    ...(await resized({ ...image, data }, 112)).data.subarray((50 * 112 + 50) * 3, (50 * 112 + 50) * 3 + 3),
  ];
  const [left, top] = [16 + 50, 16 + 30 + 22 + 50];
  expect(at(left, top)).toEqual(await expected(image.data));
  const last = await corrupt(image.data, 16, { name: "pixelate", severity: 5 }, 42, 3);
  expect(at(left + 5 * 120, top + 142)).toEqual(await expected(last));
  expect(caption).toContain("16×16 px as the model sees it, with 2 corruptions");
  expect(alt).toContain("with fog, pixelate");
});

import { expect, test } from "vitest";
import { fasterAlgorithm } from "../../src/engines/onednn/algorithms.ts";

/** `images x side x channels to outputs, filter, stride` */
const convolution = (images: number, side: number, channels: number, outputs = channels, filter = 3, stride = 1) => {
  const pad = filter >> 1;
  const out = Math.floor((side + 2 * pad - filter) / stride) + 1;
  return {
    x: [images, side, side, channels],
    filter: [filter, filter, channels, outputs],
    y: [images, out, out, outputs],
    strides: [stride, stride] as const,
    pads: [pad, pad, pad, pad] as const,
  };
};

test.each([
  ["the first block of a resnet34 at 224 px", convolution(16, 56, 64), "winograd4"],
  ["of one image too", convolution(1, 56, 64), "winograd4"],
  ["its last block", convolution(16, 7, 512), "winograd4"],
  ["its last block, of one image: the filter's transform costs more than it spares", convolution(1, 7, 512), "direct"],
  ["maps of 2 x 2", convolution(64, 2, 512), "winograd2"],
  ["maps of one pixel", convolution(64, 1, 512), "direct"],
  ["maps of 3 x 3, which fill no tile", convolution(64, 3, 512), "winograd4"],
  ["strides", convolution(16, 56, 64, 128, 3, 2), "direct"],
  ["other filters", convolution(16, 56, 64, 64, 1), "direct"],
  ["the stem", convolution(16, 224, 3, 64, 7, 2), "direct"],
  ["channels that fill no vector", convolution(16, 56, 24), "direct"],
  ["wider pads than a tile has", { ...convolution(16, 56, 64), pads: [2, 2, 2, 2] as const }, "direct"],
] as const)("%s", (_, shapes, algorithm) => expect(fasterAlgorithm(shapes)).toBe(algorithm));

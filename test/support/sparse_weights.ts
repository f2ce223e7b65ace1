import { statSync, truncateSync, writeFileSync } from "node:fs";
import { createModel } from "../../src/models/index.ts";
import { torchShape } from "../../src/models/weights/layout.ts";
import { headOf } from "../../src/models/weights/safetensors.ts";

/** Writes a file of weights of a model whose elements are all zeros, and take no space on the disk. */
export function sparseWeights(file: string, model: string, metadata: Record<string, string> = {}, classes = 2): string {
  const tensors = createModel(model, { classes }).parameters.map(p => ({ name: p.name, dtype: "F32" as const, shape: torchShape(p) }));
  const { head, places } = headOf(tensors, metadata);
  writeFileSync(file, head);
  truncateSync(file, statSync(file).size + places.at(-1)![1]);
  return file;
}

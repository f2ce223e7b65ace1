import { truncateSync, writeFileSync } from "node:fs";
import { createModel } from "../../src/models/index.ts";
import { torchShape } from "../../src/models/weights/layout.ts";
import { headOf } from "../../src/models/weights/safetensors.ts";

/** Beginnings of files, and their lengths: hundreds of examples name the same weights. */
const known = new Map<string, { head: Buffer; bytes: number }>();

function beginningOf(model: string, metadata: Record<string, string>): { head: Buffer; bytes: number } {
  const tensors = createModel(model, { outputs: 2 }).parameters.map(p => ({ name: p.name, dtype: "F32" as const, shape: torchShape(p) }));
  const { head, places } = headOf(tensors, metadata);
  return { head, bytes: head.length + places.at(-1)![1] };
}

/** Writes a file of weights of a model for two classes, whose elements are all zeros and take no space on the disk. Returns its path. */
export function sparseWeights(file: string, model: string, metadata: Record<string, string> = {}): string {
  const key = JSON.stringify([model, metadata]);
  const { head, bytes } = known.get(key) ?? beginningOf(model, metadata);
  known.set(key, { head, bytes });
  writeFileSync(file, head);
  truncateSync(file, bytes);
  return file;
}

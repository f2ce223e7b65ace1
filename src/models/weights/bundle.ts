import { Failure } from "../../common/failure.ts";
import { size } from "../../common/tensor.ts";
import { formatBytes } from "../../common/units.ts";
import { isHead } from "../head.ts";
import type { Model, Parameter, Weights } from "../model.ts";
import { roleOf } from "../roles.ts";
import { torchShape, toTorch } from "./layout.ts";
import { quantize, scaleOf } from "./quantize.ts";
import { type Written, writeSafetensors } from "./safetensors.ts";

/** What a package may carry. */
const greatestBytes = 25e6;

/** Filters and linear weights have outputs, each of which gets a scale. */
const isQuantized = (p: Parameter): boolean => roleOf(p).torchAxes !== null;

/**
 * Writes the body of a model, without its head, as small as the bundled weights are: filters and linear weights in one byte for each element, the rest as it is.
 * Returns the bytes of the tensors. Throws a `Failure` if they are too many, and writes nothing.
 */
export async function writeBundle(model: Model, weights: Weights, file: string, metadata: Record<string, string>): Promise<number> {
  const body = model.parameters.filter(p => !isHead(model, p));
  const bytes = body.reduce((sum, p) => sum + (isQuantized(p) ? size(p.shape) + 4 * torchShape(p)[0] : 4 * size(p.shape)), 0);
  if (bytes > greatestBytes) {
    throw new Failure(
      "data",
      `${model.name} would take ${formatBytes(bytes)}, more than the ${formatBytes(greatestBytes)} of bundled weights`,
    );
  }
  const tensors = body.flatMap((p): Written[] => {
    const { name } = p;
    const shape = torchShape(p);
    const { data } = toTorch(p, weights[name]);
    if (!isQuantized(p)) return [{ name, dtype: "F32", shape, data: () => data }];
    const { levels, scales } = quantize(data, shape[0]);
    return [
      { name, dtype: "I8", shape, data: () => levels },
      { name: scaleOf(name), dtype: "F32", shape: [shape[0]], data: () => scales },
    ];
  });
  await writeSafetensors(file, tensors, { format: "pt", model: model.name, ...metadata });
  return bytes;
}

import { join } from "node:path";
import { Failure } from "../../src/common/failure.ts";
import { withStateDict } from "../../src/models/weights/state_dict.ts";
import { folderOf } from "../cli/exp.ts";

/** The path of a file with these bytes; removed when the test has ended. */
export const fileOf = (name: string, bytes: Uint8Array): string => join(folderOf({ [name]: bytes }), name);

/** Every tensor of a file of weights, read. */
export const contentsOf = (path: string): Promise<Record<string, { shape: readonly number[]; values: number[] }>> =>
  withStateDict(path, async (_, { tensors }) => {
    const read: Record<string, { shape: readonly number[]; values: number[] }> = {};
    for (const [name, tensor] of tensors) read[name] = { shape: tensor.shape, values: [...(await tensor.read())] };
    return read;
  });

/** The `Failure` that a promise ends with; anything else fails the test. */
export async function failureOf(promise: Promise<unknown>): Promise<Failure> {
  const error = await promise.then(
    () => new Error("it succeeded"),
    error => error,
  );
  if (error instanceof Failure) return error;
  throw error;
}

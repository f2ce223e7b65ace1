import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { writeAtomic } from "../common/files.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";

/** More bytes of probabilities than this are not kept: a hundred thousand images of six hundred classes have about as many. */
const mostBytes = 256 * 2 ** 20;
/** Lines that are written at once. */
const linesAtOnce = 500;

export interface EvaluationFiles {
  /** Absolute. */
  predictions: string;
  probabilities?: string;
}

/**
 * Puts what a model said of every image into a run folder: `evaluations/NAME.jsonl`, a `Prediction` on each line, and `evaluations/NAME.npy`,
 * float32 `[images, outputs]`, which `numpy.load` reads; that one only up to 256 MiB. Throws a `Failure` of fault `machine` where they cannot be written.
 */
export async function writeEvaluation(
  folder: string,
  name: string,
  { images, outputs, probabilities, predictionOf }: WrittenEvaluation,
): Promise<EvaluationFiles> {
  const predictions = join(folder, "evaluations", `${name}.jsonl`);
  await writeAtomic(predictions, linesOf(images, predictionOf));
  if (probabilities.byteLength > mostBytes) return { predictions };
  const array = join(folder, "evaluations", `${name}.npy`);
  await writeAtomic(array, numpyArray(probabilities, [images, outputs]));
  return { predictions, probabilities: array };
}

interface WrittenEvaluation {
  images: number;
  outputs: number;
  /** `[images, outputs]`. */
  probabilities: Float32Array;
  predictionOf(image: number): Prediction;
}

function* linesOf(images: number, predictionOf: (image: number) => Prediction): Generator<string> {
  for (let from = 0; from < images; from += linesAtOnce) {
    const rows = Array.from({ length: Math.min(linesAtOnce, images - from) }, (_, i) => `${JSON.stringify(predictionOf(from + i))}\n`);
    yield rows.join("");
  }
}

/** Version 1.0 of the format: https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html. Its header fills whole blocks of 64 bytes. */
function* numpyArray(data: Float32Array, shape: readonly number[]): Generator<Uint8Array> {
  const description = `{'descr': '<f4', 'fortran_order': False, 'shape': (${shape.join(", ")},), }`;
  const length = Math.ceil((10 + description.length + 1) / 64) * 64;
  const header = Buffer.from(`\x93NUMPY\x01\x00\0\0${description.padEnd(length - 11)}\n`, "latin1");
  header.writeUInt16LE(length - 10, 8);
  yield header;
  yield new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
}

/** What an evaluation said of every image, line by line; nothing where the file is gone. What cannot be read in it is left out. */
export async function* readPredictions(file: string): AsyncGenerator<Prediction> {
  // A run folder may be another's, and say that a device is its file.
  if (!(await stat(file).catch(() => null))?.isFile()) return;
  try {
    for await (const line of createInterface({ input: createReadStream(file), crlfDelay: Number.POSITIVE_INFINITY })) {
      const prediction = parsed(line);
      if (prediction) yield prediction;
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
  }
}

function parsed(line: string): Prediction | null {
  try {
    const value = JSON.parse(line) as Partial<Prediction> | null;
    return typeof value?.path === "string" && typeof value.predicted === "string" ? (value as Prediction) : null;
  } catch {
    return null;
  }
}

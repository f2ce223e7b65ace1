import { Interrupted } from "../../common/interrupted.ts";
import { initialize } from "../initialize.ts";
import type { Model, Parameter, Weights } from "../model.ts";
import { roles } from "../roles.ts";
import type { ByteFile } from "./byte_file.ts";
import { checkHash, type DownloadOptions, download } from "./download.ts";
import type { CompareHead } from "./head_of_file.ts";
import { fromTorch } from "./layout.ts";
import { assign } from "./names.ts";
import { otherImages, type SeenImages } from "./recorded.ts";
import type { WeightsSource } from "./source.ts";
import { withStateDict } from "./state_dict.ts";

export interface LoadedWeights {
  weights: Weights;
  /** What to tell: a head that starts fresh where the file could have had one, or is taken on trust. */
  notes: string[];
}

export interface LoadOptions extends DownloadOptions {
  /** Whether a head is for something else, and is not taken. By default any head that has the right shapes is. */
  compareHead?: CompareHead;
  /** How the model is to see images: a note says where the file records something else. */
  seen?: SeenImages;
}

/**
 * The starting weights of a model, all its parameters, in our layout. What the file lacks of the head is drawn from `seed`. Downloads a published
 * file into the cache first. Throws a `Failure` of fault `data` if the weights are broken, do not fit or are not available, and
 * `Interrupted` where the signal was raised.
 */
export async function loadWeights(source: WeightsSource, model: Model, seed: number, options: LoadOptions): Promise<LoadedWeights> {
  if (source.kind === "random") return { weights: initialize(model, seed), notes: [] };
  try {
    const { found, notes } = await readWeights(await pathOf(source, options), model, options);
    const fresh = initialize(model, seed, p => !Object.hasOwn(found, p.name));
    const weights = Object.fromEntries(model.parameters.map(({ name }) => [name, found[name] ?? fresh[name]]));
    // Published and bundled weights never have a head that fits: nothing to tell.
    return { weights, notes: source.kind === "file" ? notes : [] };
  } catch (error) {
    if (options.signal.aborted) throw new Interrupted();
    throw error;
  }
}

type StoredSource = Exclude<WeightsSource, { kind: "random" }>;

async function pathOf(source: StoredSource, options: DownloadOptions): Promise<string> {
  if (source.kind === "published") return download({ file: source.name, bytes: source.bytes }, source.url, options);
  if (source.kind === "cached") await checkHash(source.name, source.path);
  return source.path;
}

function readWeights(path: string, model: Model, { signal, compareHead, seen }: LoadOptions): Promise<{ found: Weights; notes: string[] }> {
  return withStateDict(path, async (file, contents) => {
    const { found, notes } = assign(model, file, contents, compareHead);
    if (seen) notes.push(...otherImages(path, contents.metadata, seen));
    const weights: Weights = {};
    for (const p of model.parameters) {
      const stored = found.get(p.name);
      if (stored === undefined) continue;
      signal.throwIfAborted();
      const values = await stored.read();
      checkValues(file, p, values);
      weights[p.name] = fromTorch(p, values);
    }
    return { found: weights, notes };
  });
}

/** One value that is not finite makes all that is computed from it not finite. */
function checkValues(file: ByteFile, { name, role }: Parameter, values: Float32Array): void {
  for (const value of values) {
    if (!Number.isFinite(value))
      throw file.failure(`its \`${name}\` has a value that is ${value}`, "give weights from before training diverged");
    if (roles[role].isVariance && value < 0) throw file.failure(`its \`${name}\`, a variance, has the negative value ${value}`);
  }
}

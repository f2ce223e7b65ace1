import { statSync } from "node:fs";
import { Failure } from "../../common/failure.ts";
import { createModel } from "../index.ts";
import type { Model } from "../model.ts";
import type { CompareHead } from "./head_of_file.ts";
import { assign } from "./names.ts";
import { otherImages, type Recorded, recordedIn, type SeenImages } from "./recorded.ts";
import { lookInto } from "./state_dict.ts";

/** What a look at the beginning of a file of weights finds: names and shapes, no elements. */
export interface Inspected {
  /** Why it cannot be used for the model; null if it can, as far as names and shapes say. */
  problem: Failure | null;
  recorded: Recorded;
}

const nothing: Recorded = { imageSize: null, resize: null, normalize: null };

/** Editors check at every key: the last files are looked at once, until they change. */
const known = new Map<string, Inspected>();
const mostKnown = 16;

/** Whether a file of weights can be of a model, and what it says of itself. Its head is not looked at: what the model is to learn is not known yet. Never throws for what a file holds. */
export function inspectWeights(path: string, model: string): Inspected {
  const found = statSync(path, { throwIfNoEntry: false });
  const key = JSON.stringify([path, model, found?.size, found?.mtimeMs, found?.ino]);
  const inspected = known.get(key) ?? look(path, model);
  if (!known.has(key) && known.size >= mostKnown) known.delete(known.keys().next().value!);
  known.set(key, inspected);
  return inspected;
}

function look(path: string, name: string): Inspected {
  let recorded = nothing;
  try {
    lookInto(path, (file, contents) => {
      recorded = recordedIn(contents.metadata);
      assign(createModel(name, { outputs: 2 }), file, contents);
    });
    return { problem: null, recorded };
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    return { problem: error, recorded };
  }
}

/** What loading a file would warn of: the head that is not used, the weights that are taken of several, other images. Throws a `Failure` if it does not fit. */
export const notesOnWeights = (path: string, model: Model, compareHead: CompareHead, seen: SeenImages): string[] =>
  lookInto(path, (file, contents) => [...assign(model, file, contents, compareHead).notes, ...otherImages(path, contents.metadata, seen)]);

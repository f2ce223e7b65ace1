import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../../src/common/package_root.ts";
import { statements } from "../../src/statements/index.ts";
import { folderOf } from "../cli/exp.ts";
import { sparseWeights } from "./sparse_weights.ts";

const has = (text: string, roles: readonly string[]): boolean =>
  statements.some(({ name, role }) => roles.includes(role) && new RegExp(`(?:^|[;{])\\s*${name}\\b`, "m").test(text));

/** A piece of an experiment with what it lacks to be a whole one, as an example in a text is meant. */
export function complete(piece: string): string {
  const [hasData, hasModel, hasTraining, hasStep] = [["data"], ["model"], ["training"], ["training", "step"]].map(roles =>
    has(piece, roles),
  );
  const data = hasData ? [] : ["data pets from folder"];
  const model = hasModel ? [] : ["model resnet34 pretrained"];
  const training = hasTraining ? [] : ["fine_tune 1 epochs"];
  // Steps come behind what they need, settings and names before what they are for.
  if (hasData) return [piece, ...model, ...training].join("\n");
  if (hasTraining || hasModel) return [...data, ...model, piece, ...training].join("\n");
  return (hasStep ? [...data, ...model, ...training, piece] : [piece, ...data, ...model, ...training]).join("\n");
}

const cases = join(packageRoot, "test/cases");
export const namedInExamples: Readonly<Record<string, string | Uint8Array>> = {
  "pets/train/a_1.jpg": "",
  "pets/valid/b_1.jpg": "",
  "pets/test/c_1.jpg": "",
  "photo.jpg": readFileSync(join(cases, "photo.jpg")),
  "notes.txt": "",
  "pets/labels.csv": readFileSync(join(cases, "pets/labels.csv")),
  "shared.exp": "# Nothing but a comment.\n",
};

/** A folder with what examples name: images, a photo, a table, weights of resnet34 and a file to include; in `here`, with a `shared.exp` beside it. Returns the path of the example in it. */
export function exampleIn(beside: Readonly<Record<string, string>> = {}): string {
  const inside = Object.entries({ ...namedInExamples, ...beside }).map(([name, content]) => [`here/${name}`, content]);
  const folder = join(folderOf({ ...Object.fromEntries(inside), "shared.exp": "" }), "here");
  sparseWeights(join(folder, "weights.safetensors"), "resnet34", { image_size: "128", resize: "crop" });
  return join(folder, "example.exp");
}

import { statSync } from "node:fs";
import { imageTypes, isImage } from "../../data/files.ts";
import { text } from "../../language/slots.ts";
import { hasOwnWeights } from "../../statements/model.ts";
import { existingPath } from "../../statements/paths.ts";
import { defineStatement } from "../../statements/statement.ts";
import type { PredictSpec } from "./spec.ts";

export const predict = defineStatement({
  name: "predict",
  role: "step",
  needs: ["data", "model"],
  forms: { path: "<path>" },
  slots: { path: text("path in quotes", '"photo.jpg"', "image") },
  options: {},
  doc: "Prints the likeliest classes of an image, or of every image of a folder, with their probabilities.",
  example: 'predict "photo.jpg"',
  read({ head, statement }, { folder, report, trained, model }): PredictSpec | null {
    const path = head?.slots.path;
    if (!path) return null;
    const absolute = existingPath({ path: path.value, folder, span: path.span }, report);
    if (absolute === null) return null;
    if (!isImage(absolute) && !statSync(absolute).isDirectory()) {
      report("wrong-file-type", path.span, { path: path.value, what: "an image", endings: [...imageTypes].map(type => `.${type}`) });
      return null;
    }
    if (!trained && model && !hasOwnWeights(model))
      report("untrained-model", statement.keyword!.span, {
        step: "predict",
        what: "the head of the model is still random, and its answers a guess",
      });
    return { kind: "predict", span: statement.span, path: absolute };
  },
});

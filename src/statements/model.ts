import { choice, text } from "../language/slots.ts";
import { publishedOf } from "../models/index.ts";
import { inspectWeights } from "../models/weights/inspect.ts";
import type { ModelSpec } from "../program/program.ts";
import { modelNames } from "./lists.ts";
import { existingFile } from "./paths.ts";
import { defineStatement, option } from "./statement.ts";

/** Endings of the weight files that can be read. */
export const weightsEndings = [".safetensors", ".pth", ".pt", ".bin", ".ckpt", ".pth.tar"] as const;

export const hasWeightsEnding = (path: string): boolean => weightsEndings.some(ending => path.toLowerCase().endsWith(ending));

/** Whether the model comes from a file of one's own, whose head may be trained. */
export const hasOwnWeights = ({ pretrained }: ModelSpec): boolean => pretrained !== false && pretrained.from !== null;

export const model = defineStatement({
  name: "model",
  role: "model",
  needs: [],
  forms: { model: "<model>" },
  slots: { model: choice("model", modelNames, "unknown-model", "resnet34") },
  options: {
    pretrained: option({
      forms: { weights: "[from <weights>]" },
      slots: { weights: text("path of a weights file in quotes", '"weights.safetensors"', "weights") },
      doc: "Starts from weights trained on ImageNet: the published ones, or those of a file. The head of a file is used too if it is for the classes of the data.",
      default: "the weights are random",
    }),
  },
  doc: "The network to train, with a new head for the classes of the data.",
  example: "model resnet34 pretrained",
  read({ head, options, statement }, { folder, report }): (ModelSpec & { nameEnd: number }) | null {
    const name = head?.slots.model;
    const from = options.pretrained?.match?.slots.weights;
    let weights: string | null = null;
    if (from) {
      weights = existingFile({ path: from.value, folder, span: from.span }, report);
      if (weights !== null && !hasWeightsEnding(from.value))
        report("wrong-file-type", from.span, { path: from.value, what: "a file of weights", endings: weightsEndings });
      else if (weights !== null && name) {
        const { problem } = inspectWeights(weights, name.value);
        if (problem) report("unusable-weights", from.span, { message: problem.message.replaceAll(weights, from.value), fix: problem.fix });
      }
    }
    if (!name) return null;
    if (options.pretrained?.match && !from && publishedOf(name.value) === null)
      report("no-published-weights", options.pretrained.name.span, { model: name.value });
    const pretrained = options.pretrained ? { from: weights } : (false as const);
    return { span: statement.span, name: name.value, pretrained, nameEnd: name.span.end };
  },
});

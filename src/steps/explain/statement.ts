import { statSync } from "node:fs";
import { imageTypes, isImage } from "../../data/files.ts";
import { choice, count, name, text } from "../../language/slots.ts";
import { methodNames } from "../../statements/lists.ts";
import { hasOwnWeights } from "../../statements/model.ts";
import { existingPath } from "../../statements/paths.ts";
import { defineStatement, option } from "../../statements/statement.ts";
import { methods } from "../../visualize/attribution/index.ts";
import type { ExplainedClass, ExplainSpec } from "./spec.ts";

/** The default number of worst images, and the most that one picture shows legibly. */
const [usual, most] = [9, 64];
export const mostExplained = most;

const method = choice("way to explain", methodNames, "unknown-explanation", "gradcam");

export const explain = defineStatement({
  name: "explain",
  role: "step",
  needs: ["data", "model"],
  forms: { path: "<path>", worst: "worst [<count>]" },
  slots: { path: text("path in quotes", '"photo.jpg"', "image"), count: count("number of images", 1, most, String(usual)) },
  options: {
    with: option({
      forms: { methods: "<method> [<method>]*" },
      slots: { method },
      doc: `The method that finds the important parts: one, or several side by side. ${Object.entries(methods)
        .map(([name, { doc }]) => `\`${name}\`: ${doc[0].toLowerCase()}${doc.slice(1)}`)
        .join(" ")}`,
      default: "gradcam",
    }),
    class: option({
      forms: { actual: "actual", name: "<class>" },
      slots: { class: name("class", "beagle") },
      doc: "The class to explain: a class by its name, or `actual` for the class of each image.",
      default: "the class that the model predicts",
    }),
  },
  doc: "Shows which parts of an image speak for the class that the model predicts: for an image, the images of a folder, or the validation images that the model is most wrong about.",
  example: "explain worst 9 with gradcam occlusion",
  read({ head, keyword, options, statement }, { folder, report, trained, model }): ExplainSpec | null {
    const listed = options.with?.match?.all.method ?? [];
    for (const [i, { value, span }] of listed.entries())
      if (listed.findIndex(other => other.value === value) < i) report("repeated-method", span, { name: value });
    if (!trained && model && !hasOwnWeights(model))
      report("untrained-model", keyword.span, { step: "explain", what: "the head of the model is still random, and what it sees a guess" });
    if (!head) return null;
    const common = {
      kind: "explain" as const,
      span: statement.span,
      methods: listed.length > 0 ? [...new Set(listed.map(({ value }) => value))] : ["gradcam"],
      of: readClass(options.class?.match),
    };
    if (head.form === "worst") return { ...common, images: { kind: "worst", count: head.slots.count?.value ?? usual } };
    const { path } = head.slots;
    const absolute = path ? existingPath({ path: path.value, folder, span: path.span }, report) : null;
    if (!path || absolute === null) return null;
    if (isImage(absolute) || statSync(absolute).isDirectory()) return { ...common, images: { kind: "path", path: absolute } };
    report("wrong-file-type", path.span, { path: path.value, what: "an image", endings: [...imageTypes].map(type => `.${type}`) });
    return null;
  },
});

function readClass(match: { form: string; slots: { class?: { value: string } } } | null | undefined): ExplainedClass {
  if (match?.form === "actual") return { kind: "actual" };
  const name = match?.slots.class?.value;
  return name === undefined ? { kind: "predicted" } : { kind: "class", name };
}

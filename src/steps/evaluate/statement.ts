import { existsSync, statSync } from "node:fs";
import { isAbsolute, join, relative, resolve, sep } from "node:path";
import { mayHoldPart } from "../../data/part_folder.ts";
import { families, familyOf } from "../../inputs/image/corruptions/index.ts";
import type { Report } from "../../language/diagnostics/index.ts";
import { wordOf } from "../../language/evaluation_data.ts";
import type { Match } from "../../language/forms.ts";
import { choice, count, name, type Slot } from "../../language/slots.ts";
import type { DataSpec } from "../../program/program.ts";
import { corruptionNames } from "../../statements/lists.ts";
import { metricOption, readMetrics } from "../../statements/metric.ts";
import { hasOwnWeights } from "../../statements/model.ts";
import { existingFolder } from "../../statements/paths.ts";
import { type Context, defineStatement, option } from "../../statements/statement.ts";
import type { EvaluateSpec } from "./spec.ts";

const corruptionChoices = (): readonly string[] => [...families, ...corruptionNames()];
/** A data statement's name, or the path of a folder. */
const set: Slot<string> = {
  ...name("data or path of a folder", "holiday_photos"),
  what: "the name of other data, or the path of a folder",
  path: "folder",
  known: "other data",
};

export const evaluate = defineStatement({
  name: "evaluate",
  role: "step",
  needs: ["data", "model"],
  forms: { all: "", on: "on <set> [as out_of_domain]", corrupted: "corrupted [<corruption>]*" },
  slots: { set, corruption: choice("corruption", corruptionChoices, "unknown-corruption", "noise") },
  options: {
    metric: metricOption(() => ["limit"], {
      doc: "What to measure: one metric or several.",
      default: "those of the training; if it has none, only the loss, and for corrupted images the accuracy",
    }),
    limit: option({
      forms: { images: "<images>" },
      slots: { images: count("number of images", 1, 10_000_000, "100") },
      doc: "The most images to measure on, drawn by the seed: of the other data set, or of the validation images to corrupt.",
      default: "all of another data set; 100 to corrupt",
    }),
  },
  doc: `Measures the model on the validation images: loss, metrics, confusion matrix and the images that it gets most wrong. \`on\` measures on another data set: that of a data statement of that name, which is then not trained on, or a folder, beside the file or in the training data (a part of it, by its name). Its classes are matched by name. All its images are used, whatever its \`split\`, in the size of the training images. \`as out_of_domain\` declares that its images show something else, and measures how well the model detects that. \`corrupted\` measures on the validation images with noise, blur, weather and digital corruptions, each in five severities (Hendrycks and Dietterich, 2019): all corruptions, or those named, by family (${families.join(", ")}) or one by one.`,
  example: "evaluate metric accuracy f1",
  evaluatesOn: values => (wordOf(values[0]) === "on" ? wordOf(values[1]) : null),
  read({ head, keyword, options, statement }, context): EvaluateSpec | null {
    const { report, trained, model } = context;
    if (!trained && model && !hasOwnWeights(model))
      report("untrained-model", keyword.span, { step: "evaluate", what: "the head of the model is still random, and its answers a guess" });
    const metrics = readMetrics(options.metric?.match, report);
    if (!head) return null;
    const { form } = head;
    if (form === "all" && options.limit)
      report("misplaced-option", options.limit.clause.span, {
        name: "limit",
        owner: "evaluate",
        owners: ["evaluate on", "evaluate corrupted"],
        example: "evaluate corrupted limit 100",
      });
    const on = form === "on" ? readSet(head, head.used > 2, context) : null;
    if (form === "on" && !on) return null;
    if (on?.outOfDomain && options.metric)
      report("misplaced-option", options.metric.clause.span, {
        name: "metric",
        owner: "as out_of_domain",
        owners: ["evaluate", "evaluate on", "evaluate corrupted"],
        example: null,
      });
    return {
      kind: "evaluate",
      span: statement.span,
      metrics,
      on,
      corrupted: form === "corrupted" ? readCorruptions(head, report) : null,
      limit: options.limit?.match?.slots.images?.value ?? null,
    };
  },
});

type Head = Match<{ set: Slot<string>; corruption: Slot<string> }>;

function readSet({ slots: { set } }: Head, outOfDomain: boolean, { data, sets, folder: beside, report }: Context): EvaluateSpec["on"] {
  if (!set) return null;
  const named = sets.get(set.value);
  if (named) return { data: named, outOfDomain };
  if (data?.name === set.value) {
    report("own-data", set.span, { name: set.value });
    return null;
  }
  // The images of a part are labeled as those that are learned.
  const ofPart = (part: string) => ({ data: { ...dataIn(data!.folder, set), part, labels: data!.labels }, outOfDomain });
  if (data && !existsSync(resolve(beside, set.value))) {
    const path = pathWithin(data.folder, join(data.folder, set.value));
    if (path !== null && statSync(join(data.folder, path), { throwIfNoEntry: false })?.isDirectory()) return ofPart(path);
    if (mayHoldPart(data.folder, set.value)) return ofPart(set.value);
  }
  const folder = existingFolder({ path: set.value, folder: beside, span: set.span, quoted: set.written.startsWith('"') }, report);
  if (folder === null) return null;
  const path = data ? pathWithin(data.folder, folder) : null;
  return path === null ? { data: dataIn(folder, set), outOfDomain } : ofPart(path);
}

/** The path of a folder from one that it is in, with `/`; null of others. */
function pathWithin(outer: string, folder: string): string | null {
  const path = relative(outer, folder);
  return path === "" || isAbsolute(path) || path.split(sep)[0] === ".." ? null : path.split(sep).join("/");
}

/** A folder without a `data` statement. */
const dataIn = (folder: string, { value, span }: { value: string; span: DataSpec["span"] }): DataSpec => ({
  ...{ span, name: value, folder, labels: null, split: null, resize: { size: null, method: null } },
  ...{ presize: null, augment: null, batchSize: null, workers: null, cache: null },
});

/** Those that are named, or of the families that are; all where none is. In the order of the list, each once. */
function readCorruptions({ all }: Head, report: Report): string[] {
  const named = all.corruption ?? [];
  for (const [i, { value, span }] of named.entries())
    if (named.findIndex(other => other.value === value) < i) report("repeated-corruption", span, { name: value });
  const names = named.map(({ value }) => value);
  return corruptionNames().filter(name => names.length === 0 || names.includes(name) || names.includes(familyOf(name)));
}

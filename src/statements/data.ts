import { existsSync } from "node:fs";
import { join } from "node:path";
import { mayHoldFolder } from "../data/part_folder.ts";
import type { Report } from "../language/diagnostics/index.ts";
import { name, type Slot, text } from "../language/slots.ts";
import { type AugmentSpec, augmentDefaults, type LabelRule, type SplitRule } from "../program/program.ts";
import { dataOptions } from "./data_options.ts";
import { existingFile, existingFolder } from "./paths.ts";
import { type BoundOptions, type Context, defineStatement } from "./statement.ts";

type Options = BoundOptions<typeof dataOptions>;

export const data = defineStatement({
  name: "data",
  role: "data",
  needs: [],
  forms: { folder: "<name> from folder [<folder>]" },
  slots: {
    name: { ...name("name", "pets"), beside: true, known: "data folders" } as Slot<string>,
    folder: text("path of a folder in quotes", '"images/pets"', "folder"),
  },
  options: dataOptions,
  doc: "The images to learn from: a folder beside the file, of that name or with that path.",
  example: `data pets from folder {
  labels from name "(.+)_[0-9]+"
  split 20% seed 42
  resize 224px
  augment
  batch 64
}`,
  read({ head, options, statement }, { folder: beside, report }): Context["data"] {
    const { name, folder: path } = head?.slots ?? {};
    const folder = name ? existingFolder({ ...(path ?? name), path: (path ?? name).value, folder: beside, quoted: !!path }, report) : null;
    const labels = readLabels(options.labels, folder, beside, report);
    const split = readSplit(options.split, folder, report);
    const resize = options.resize?.match?.slots;
    const presize = options.presize?.match?.slots.size;
    if (options.split?.match?.form === "column" && !(options.labels && (!options.labels.match || options.labels.match.form === "csv")))
      report("column-without-csv", options.split.clause.span);
    if (resize?.size && presize && presize.value < resize.size.value)
      report("presize-too-small", presize.span, { presize: presize.value, resize: resize.size.value });
    if (!name || folder === null) return null;
    return {
      span: statement.span,
      name: name.value,
      folder,
      labels,
      split,
      resize: { size: resize?.size?.value ?? null, method: resize?.method?.value ?? null },
      presize: presize?.value ?? null,
      augment: readAugment(options.augment, report),
      batchSize: options.batch?.match?.slots.images?.value ?? null,
      workers: options.workers?.match?.slots.workers?.value ?? null,
      cache: options.cache?.match?.slots.bytes?.value ?? null,
      batchSpan: options.batch?.match?.slots.images?.span ?? null,
    };
  },
});

function readLabels(bound: Options["labels"], folder: string | null, beside: string, report: Report): LabelRule | null {
  if (!bound?.match) return null;
  const { form, slots } = bound.match;
  if (form === "folder") return { by: "folder" };
  if (form === "outer") return { by: "folder", outer: true };
  if (form === "regex") {
    if (slots.pattern) checkPattern(slots.pattern.value, slots.pattern.span, report);
    return slots.pattern ? { by: "regex", pattern: slots.pattern.value } : null;
  }
  if (form === "case") {
    if (!slots.upper || !slots.lower) return null;
    if (slots.upper.value === slots.lower.value) report("same-label", slots.lower.span, { label: slots.lower.value });
    return { by: "case", upper: slots.upper.value, lower: slots.lower.value };
  }
  if (!slots.file || folder === null) return null;
  // The table usually comes with the images, but may be one's own beside the experiment.
  const inFolder = existsSync(join(folder, slots.file.value)) || !existsSync(join(beside, slots.file.value));
  const file = existingFile({ path: slots.file.value, folder: inFolder ? folder : beside, span: slots.file.span }, report);
  return file === null ? null : { by: "csv", file, image: slots.image?.value ?? null, label: slots.label?.value ?? null };
}

function checkPattern(pattern: string, span: { start: number; end: number }, report: Report): void {
  try {
    new RegExp(pattern, "u");
    if (!hasGroup(pattern)) report("regex-without-group", span, { pattern });
  } catch (error) {
    report("bad-regex", span, { reason: (error as Error).message.replace(/^.*\/u: /s, "").toLowerCase() });
  }
}

/** Whether a valid expression has a group that captures. It is only read: to run it might take for ever. */
const hasGroup = (pattern: string): boolean => /\((?:\?<[^=!]|[^?])/.test(`${pattern.replace(/\\.|\[(?:\\.|[^\]])*\]/gsu, "")} `);

function readSplit(bound: Options["split"], folder: string | null, report: Report): SplitRule | null {
  if (!bound?.match) return null;
  const { form, slots } = bound.match;
  if (form === "fraction") return slots.share ? { by: "fraction", valid: slots.share.value, seed: slots.seed?.value ?? null } : null;
  if (form === "column") return slots.column ? { by: "column", column: slots.column.value } : null;
  const { train, valid } = { train: slots.train, valid: slots.valid };
  for (const [standard, part] of [
    ["train", train],
    ["valid", valid],
  ] as const)
    if (folder !== null && !mayHoldFolder(folder, part?.value ?? standard))
      existingFolder({ path: part?.value ?? standard, folder, span: part?.span ?? bound.clause.span, quoted: !!part }, report);
  return { by: "folder", train: train?.value ?? "train", valid: valid?.value ?? "valid" };
}

function readAugment(bound: Options["augment"], report: Report): AugmentSpec | null {
  if (!bound || bound.match?.form === "off") {
    if (bound?.clause.block) report("unexpected-braces", bound.clause.block.span, { owner: "augment off" });
    return null;
  }
  const given = (key: keyof AugmentSpec): number => {
    const match = bound.block?.[key]?.match;
    if (match?.form === "off") return key === "zoom" ? 1 : 0;
    return (match?.slots as Record<string, { value: number } | undefined> | undefined)?.[key]?.value ?? augmentDefaults[key];
  };
  return Object.fromEntries(Object.keys(augmentDefaults).map(key => [key, given(key as keyof AugmentSpec)])) as unknown as AugmentSpec;
}

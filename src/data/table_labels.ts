import { basename } from "node:path";
import { Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { plural } from "../common/units.ts";
import type { LabelRule } from "../program/program.ts";
import { byRelative, type ImageFile, isImage } from "./files.ts";
import { ImageNames } from "./image_names.ts";
import { type Labeled, type Labeling, leftOut } from "./labeling.ts";
import { splitColumn } from "./split.ts";
import { readTable, type Table } from "./table.ts";

/** Names that columns usually have, in the order of preference. */
const usualColumns = {
  image: ["image", "file", "filename", "file_name", "path", "fname", "image_id", "name", "id"],
  label: ["label", "class", "category", "breed", "species", "labels", "target"],
};

/** Rows that are looked at to see which column names the images. */
const rowsToLookAt = 100;

/**
 * Labels images by the rows of a table. Its rows may name an image by its path from the folder or its bare name, with or
 * without extension. Throws a `Failure` of fault `data` where the columns cannot be told, a row names two images, or an
 * image has two labels.
 */
export async function labelsFromTable(images: ImageFile[], rule: Extract<LabelRule, { by: "csv" }>, folder: string): Promise<Labeling> {
  const names = new ImageNames(images, folder);
  const table = await readTable(rule.file, cells => cells.some(cell => isImage(cell) || names.find(cell).length > 0));
  const image = imageColumn(table, rule.image, names);
  const label = labelColumn(table, rule.label, image);
  const twice = [image, label].find(column => table.repeated.has(column));
  if (twice !== undefined) throw new Failure("data", `${basename(rule.file)} has two columns \`${twice}\``, "rename one");

  const found = new Map<ImageFile, Labeled & { line: number }>();
  const missing: string[] = [];
  const emptyCells = new Set<ImageFile>();
  let repeated = 0;
  for (const { line, cells } of table.rows) {
    const [match, another] = names.find(cells[image]);
    const earlier = match && found.get(match);
    if (another) {
      const both = `${match.relative} and ${another.relative}`;
      throw new Failure(
        "data",
        `\`${cells[image]}\` in line ${line} of ${rule.file} may be ${both}`,
        "write the path from the data folder",
      );
    } else if (!match) missing.push(cells[image]);
    else if (cells[label] === "") emptyCells.add(match);
    else if (!earlier) found.set(match, { ...match, label: cells[label], row: cells, line });
    else if (earlier.label === cells[label]) repeated++;
    else {
      const labels = `\`${earlier.label}\` in line ${earlier.line} and \`${cells[label]}\` in line ${line}`;
      throw new Failure("data", `${match.relative} has two labels in ${rule.file}: ${labels}`, "keep one of the rows");
    }
  }
  if (found.size === 0) {
    throw new Failure(
      "data",
      `no image of ${folder} is named in the column \`${image}\` of ${rule.file}`,
      table.rows.length > 0
        ? `its first row names \`${table.rows[0].cells[image]}\`, the first image is ${images[0].relative}`
        : "it has no rows",
    );
  }
  const left = images.filter(image => !found.has(image));
  const unlabeled = left.filter(image => emptyCells.has(image));
  const unnamed = left.filter(image => !emptyCells.has(image));
  const file = basename(rule.file);
  return {
    described: `the column ${label} of ${file}`,
    column: { name: label, labels: [...found.values()].map(({ label }) => label) },
    labeled: [...found.values()].map(({ line, ...image }) => image).sort(byRelative),
    notes: [
      ...leftOut(unlabeled.map(({ relative }) => relative)),
      ...(missing.length > 0
        ? [`${plural(missing.length, "row")} of ${file} left out for want of an image, the first names ${missing[0]}`]
        : []),
      ...(repeated > 0 ? [`${plural(repeated, "row")} of ${file} left out because an earlier one says the same`] : []),
      ...(unnamed.length > 0
        ? [
            `${plural(unnamed.length, "image")} left out because ${file} has no row for ${unnamed.length === 1 ? "it" : "them"}, the first is ${unnamed[0].relative}`,
          ]
        : []),
    ],
  };
}

/** The column asked for, else one of a usual name, else the one that names most images. */
function imageColumn(table: Table, asked: string | null, names: ImageNames): string {
  if (asked !== null) return askedColumn(table, asked);
  const usual = usualColumn(table, "image");
  const some = table.rows.slice(0, rowsToLookAt);
  const named = (column: string) => some.filter(({ cells }) => names.find(cells[column]).length > 0).length;
  if (usual !== undefined && named(usual) > 0) return usual;
  return table.columns.reduce((best, next) => (named(next) > named(best) ? next : best));
}

/** The column asked for, else one of a usual name, else the only one left. */
function labelColumn(table: Table, asked: string | null, image: string): string {
  if (asked !== null) return askedColumn(table, asked);
  const others = { ...table, columns: table.columns.filter(name => name !== image && name !== splitColumn) };
  const usual = usualColumn(others, "label");
  if (usual !== undefined) return usual;
  if (others.columns.length === 1) return others.columns[0];
  const file = basename(table.file);
  if (others.columns.length === 0)
    throw new Failure(
      "data",
      `${table.file} has no column of labels beside \`${image}\``,
      "it should have a column of images and one of labels",
    );
  if (oneHot(table, others.columns))
    throw new Failure(
      "data",
      `${file} has a column of 0 and 1 for each of ${others.columns.slice(0, 8).join(", ")}${others.columns.length > 8 ? ", …" : ""} (one-hot), and exp takes labels from one column`,
      "write the name of the column that holds 1 into one column, for example in pandas: table[columns].idxmax(axis=1)",
    );
  throw new Failure(
    "data",
    `${file} does not say which column is the label: ${others.columns.join(", ")}`,
    `name it: labels from csv "${file}" label ${others.columns[0]}`,
  );
}

/** Whether each row has 1 in one of some columns, and 0 in the others. */
const oneHot = ({ rows }: Table, columns: readonly string[]): boolean =>
  rows.length > 0 &&
  rows.every(({ cells }) => {
    const values = columns.map(column => Number(cells[column] || Number.NaN));
    return values.every(value => value === 0 || value === 1) && values.filter(value => value === 1).length === 1;
  });

function askedColumn({ file, columns }: Table, asked: string): string {
  if (columns.includes(asked)) return asked;
  const [close] = nearest(asked, columns);
  const said = `${basename(file)} has no column \`${asked}\``;
  throw new Failure("data", said, close ? `did you mean \`${close}\`?` : `its columns are ${columns.join(", ")}`);
}

function usualColumn({ columns }: Table, kind: keyof typeof usualColumns): string | undefined {
  for (const name of usualColumns[kind]) {
    const found = columns.find(column => column.toLowerCase() === name);
    if (found !== undefined) return found;
  }
}

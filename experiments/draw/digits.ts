/**
 * Makes the images of experiments/digits.exp from the table that scikit-learn's wheel holds (sklearn/datasets/data/digits.csv.gz): 64 values
 * from 0 to 16 a line, row by row, then the digit. Credit: experiments/digits/README.md. Usage: npm run draw:digits -- DIGITS.CSV.GZ [FOLDER]
 */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { parse } from "csv-parse/sync";
import { gunzipSync } from "fflate";
import { packageRoot } from "../../src/common/package_root.ts";
import { png } from "./png.ts";

const side = 8;
const darkest = 16;

const [table, folder = `${packageRoot}/experiments/digits`] = process.argv.slice(2);
if (!table) throw new Error("say where digits.csv.gz is: npm run draw:digits -- DIGITS.CSV.GZ");
const lines: string[][] = parse(Buffer.from(gunzipSync(await readFile(table))), { relax_column_count: true });
const images = lines.map((line, i) => {
  const values = line.map(Number);
  const right = values.length === side * side + 1 && values.every(value => Number.isInteger(value) && value >= 0 && value <= darkest);
  if (!right || values[side * side] > 9) throw new Error(`line ${i + 1} of ${table}: not 64 values from 0 to 16 and a digit`);
  return { digit: values[side * side], values };
});

for (let digit = 0; digit < 10; digit++) {
  await rm(`${folder}/${digit}`, { recursive: true, force: true });
  await mkdir(`${folder}/${digit}`, { recursive: true });
}
for (const [i, { digit, values }] of images.entries()) {
  // Ink is dark on white paper, as it was.
  const gray = Uint8Array.from({ length: side * side * 3 }, (_, k) => Math.round(255 * (1 - values[Math.floor(k / 3)] / darkest)));
  await writeFile(`${folder}/${digit}/${String(i).padStart(4, "0")}.png`, png(gray, side, darkest + 1));
}
console.log(`${images.length} images of 10 digits in ${folder}`);

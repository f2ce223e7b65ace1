import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { type CsvError, parse } from "csv-parse/sync";
import { Failure } from "../common/failure.ts";

/** A table read from a file of comma-separated values. */
export interface Table {
  file: string;
  columns: string[];
  rows: TableRow[];
}
export interface TableRow {
  /** Of the file, from 1. */
  line: number;
  cells: Record<string, string>;
}

const delimiters = [",", ";", "\t"];

/**
 * Reads a table whose cells are separated by commas, semicolons or tabs, whichever its first line has most of. The first
 * row names the columns, unless `isData` recognises it; then they are named `1`, `2` and so on. Throws a `Failure` of fault
 * `data`, with the line where there is one, for what is not such a table.
 */
export async function readTable(file: string, isData: (cells: string[]) => boolean): Promise<Table> {
  const text = decodeText(await readBytes(file), file);
  const firstLine = text.split(/\r?\n|\r/, 1)[0].replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string) => firstLine.split(delimiter).length;
  const delimiter = delimiters.reduce((best, next) => (count(next) > count(best) ? next : best));
  const parsed = parseRows(text, delimiter, file);
  if (parsed.length === 0) throw new Failure("data", `${file} is empty`, "it should have a column of images and one of labels");
  const headless = isData(parsed[0].cells);
  const columns = parsed[0].cells.map((name, i) => (headless || name === "" ? String(i + 1) : name));
  const twice = columns.find((name, i) => columns.indexOf(name) < i);
  if (twice !== undefined) throw new Failure("data", `${basename(file)} has two columns \`${twice}\``, "rename one");
  const rows = (headless ? parsed : parsed.slice(1)).map(({ line, cells }) => ({
    line,
    cells: Object.fromEntries(columns.map((name, i) => [name, cells[i]])),
  }));
  return { file, columns, rows };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new Failure("data", code === "ENOENT" ? `the table ${file} does not exist` : `the table ${file} cannot be read (${code})`);
  }
}

/** Spreadsheets save UTF-8, or UTF-16 with a byte order mark; anything else would garble labels. */
function decodeText(bytes: Buffer, file: string): string {
  const encoding = bytes[0] === 0xff && bytes[1] === 0xfe ? "utf-16le" : "utf-8";
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("data", `${file} is not UTF-8 text`, "save it as CSV in UTF-8");
  }
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

function parseRows(text: string, delimiter: string, file: string): { line: number; cells: string[] }[] {
  try {
    const options = { delimiter, skip_empty_lines: true, trim: true, info: true } as const;
    return (parse(text, options) as unknown as Parsed[]).map(({ record, info }) => ({ line: info.lines, cells: record }));
  } catch (error) {
    throw new Failure("data", `${file} is not a readable table: ${(error as CsvError).message}`);
  }
}

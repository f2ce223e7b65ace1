import { type CsvError, parse } from "csv-parse/sync";
import { Failure } from "../common/failure.ts";
import { readRegular, requireFileAt } from "../common/read_regular.ts";
import { formatBytes } from "../common/units.ts";

/** A table read from a file of comma-separated values. */
export interface Table {
  file: string;
  /** Each once. */
  columns: string[];
  /** Those that the file has more than once: what stands in them is not known. */
  repeated: ReadonlySet<string>;
  rows: TableRow[];
}
export interface TableRow {
  /** Of the file, from 1. */
  line: number;
  /** By column; empty where the row ends before it. */
  cells: Record<string, string>;
}

const delimiters = [",", ";", "\t", "|"];

/** Some million rows; a table of labels that is greater than that is none. */
const mostBytes = 256 * 2 ** 20;

/**
 * Reads a table whose cells are separated by commas, semicolons, tabs or bars, whichever its first line has most of, or which it names as spreadsheets do
 * (`sep=;`). The first row names the columns, unless `isData` recognizes it; then they are named `1`, `2` and so on. Rows may be shorter than the first, and
 * those that are empty are passed over. Throws a `Failure` of fault `data`, with the line where there is one, for what is not such a table.
 */
export async function readTable(file: string, isData: (cells: string[]) => boolean): Promise<Table> {
  const text = decodeText(await readBytes(file), file);
  const [firstLine] = text.split(/\r\n|\n|\r/, 1);
  const named = /^sep=(.)$/i.exec(firstLine)?.[1];
  const bare = firstLine.replaceAll(/"[^"]*"/g, "");
  const count = (delimiter: string) => bare.split(delimiter).length;
  const delimiter = named ?? delimiters.reduce((best, next) => (count(next) > count(best) ? next : best));
  const parsed = parseRows(text, { delimiter, from_line: named === undefined ? 1 : 2 }, file);
  if (parsed.length === 0) throw new Failure("data", `${file} is empty`, "it should have a column of images and one of labels");
  const headless = isData(parsed[0].cells);
  const names = parsed[0].cells.map((name, i) => (headless || name === "" ? String(i + 1) : name));
  const columns = [...new Set(names)];
  const rows = (headless ? parsed : parsed.slice(1)).map(({ line, cells }) => {
    if (cells.slice(names.length).some(cell => cell !== ""))
      throw new Failure(
        "data",
        `line ${line} of ${file} has ${cells.length} cells, its first row ${names.length}`,
        "put cells with a comma in them into quotes",
      );
    return { line, cells: Object.fromEntries(names.map((name, i) => [name, cells[i] ?? ""])) };
  });
  return { file, columns, repeated: new Set(names.filter((name, i) => names.indexOf(name) < i)), rows };
}

async function readBytes(file: string): Promise<Buffer> {
  try {
    if (requireFileAt(file).size <= mostBytes) return await readRegular(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw new Failure(
      "data",
      code === "ENOENT" ? `the table ${file} does not exist` : `the table ${file} cannot be read (${code ?? message})`,
    );
  }
  throw new Failure(
    "data",
    `the table ${file} has more than ${formatBytes(mostBytes)}`,
    "leave in it the columns of images and labels only",
  );
}

/** Spreadsheets save UTF-8, or UTF-16 with a byte order mark; anything else would garble labels. */
function decodeText(bytes: Buffer, file: string): string {
  const mark = bytes.length > 1 ? bytes.readUInt16BE(0) : 0;
  const encoding = mark === 0xfffe ? "utf-16le" : mark === 0xfeff ? "utf-16be" : "utf-8";
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new Failure("data", `${file} is not UTF-8 text`, "save it as CSV in UTF-8");
  }
  const nul = text.indexOf("\0");
  if (nul < 0) return text;
  const line = text.slice(0, nul).split(/\r\n|\n|\r/).length;
  throw new Failure("data", `line ${line} of ${file} has a NUL character: it is damaged, or no CSV in UTF-8`, "save it as CSV in UTF-8");
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

/** Quotes within a cell are taken as they are, and lines may end in different manners: files that several programs wrote have both. */
const manner = {
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  skip_records_with_empty_values: true,
  trim: true,
  info: true,
} as const;

function parseRows(text: string, options: { delimiter: string; from_line: number }, file: string): { line: number; cells: string[] }[] {
  try {
    return (parse(text, { ...manner, ...options, record_delimiter: ["\r\n", "\n", "\r"] }) as unknown as Parsed[]).map(
      ({ record, info }) => ({ line: info.lines, cells: record }),
    );
  } catch (error) {
    throw new Failure("data", `${file} is not a readable table: ${(error as CsvError).message}`);
  }
}

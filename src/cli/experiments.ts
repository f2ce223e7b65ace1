import { type Dirent, existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { list } from "../common/words.ts";
import { decodeSource } from "../language/source_text.ts";

/** Text of an experiment. Throws a `Failure` of fault `command line` where the file cannot be read. */
export function readExperiment(file: string): string {
  try {
    return decodeSource(readFileSync(file));
  } catch (error) {
    throw unreadable(file, error as NodeJS.ErrnoException);
  }
}

function unreadable(file: string, { code, message }: NodeJS.ErrnoException): Failure {
  if (code === "ENOENT") return new Failure("command line", `there is no file \`${file}\``, neighbors(file));
  if (code === "EISDIR") return new Failure("command line", `\`${file}\` is a folder, not an experiment`, inside(file));
  const fix = code === "EACCES" || code === "EPERM" ? "ask for permission to read it, or name another file" : undefined;
  return new Failure("command line", `\`${file}\` cannot be read: ${message}`, fix);
}

const experimentsIn = (folder: string): string[] => {
  try {
    return readdirSync(folder).filter(name => name.endsWith(".exp"));
  } catch {
    return [];
  }
};
const quoted = (names: string[]): string => list(names, "or");

function neighbors(file: string): string {
  const names = experimentsIn(dirname(file));
  const near = nearest(basename(file), names);
  const inFolder = (names: string[]) => quoted(names.map(name => join(dirname(file), name)));
  if (near.length > 0) return `did you mean ${inFolder(near)}?`;
  if (names.length === 0) return "`exp init FOLDER` writes a first experiment for a folder of images";
  return `experiments in that folder: ${list(names.slice(0, most))}`;
}
function inside(folder: string): string {
  const names = experimentsIn(folder).map(name => join(folder, name));
  if (names.length > 0) return `name one of its experiments: ${quoted(names.slice(0, most))}`;
  const beside = `${folder.replace(/[\\/]+$/, "")}.exp`;
  return existsSync(beside) ? `did you mean \`${beside}\`?` : "name a file that ends in .exp";
}
/** Experiments that are named. */
const most = 5;

/**
 * The files named, and the experiments in the folders named, however deep; hidden folders, packages and run folders left out. Throws a
 * `Failure` of fault `command line` where a folder cannot be read.
 */
export function expand(paths: string[]): string[] {
  const files = paths.flatMap(path => {
    if (!isFolder(path)) return [path];
    const found = [...walk(path)];
    if (found.length === 0)
      throw new Failure(
        "command line",
        `there is no .exp file in \`${path}\``,
        "name a file or folder of experiments, or write one: `exp init FOLDER`",
      );
    return found;
  });
  return [...new Set(files)];
}

/** A path that cannot be examined is reported when it is read. */
function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}

const skipped = new Set(["node_modules", "runs"]);

function* walk(folder: string): Generator<string> {
  for (const entry of entriesOf(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory() && !entry.name.startsWith(".") && !skipped.has(entry.name)) yield* walk(path);
    else if (entry.isFile() && entry.name.endsWith(".exp")) yield path;
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    throw unreadable(folder, error as NodeJS.ErrnoException);
  }
}

import { code, list } from "../../common/words.ts";
import { chain, error, remove, suggestNearest, warning } from "./entry.ts";

/** Files that are included, experiments by name, and the version of the language. */
export const structure = {
  "include-outside": error<{ path: string }>("A file is included that is not in the folder of the experiment.", ({ path }) => ({
    message: `${code(path)} is outside the folder of this file`,
    hint: "a file includes only files of its own folder and of the folders in it",
  })),
  "include-cycle": error<{ files: readonly string[] }>("A file includes itself, directly or through others.", ({ files }) => ({
    message: `this file includes itself: ${chain(files)}`,
    hint: "remove one of these includes",
  })),
  "unreadable-file": error<{ path: string; reason: string }>("A file cannot be read.", ({ path, reason }) => ({
    message: `${code(path)} cannot be read: ${reason}`,
    hint: "include another file",
  })),
  "too-many": error<{ what: string; most: number }>("More files, names or experiments than any experiment needs.", ({ what, most }) => ({
    message: `there are more than ${most} ${what}`,
    hint: "split the file into several experiments",
  })),
  "repeated-include": warning<{ path: string; place: string }>("A file is included twice.", ({ path, place }) => ({
    message: `${code(path)} is already included on ${place}`,
    hint: "remove it",
    fix: remove("it"),
  })),
  "repeated-experiment": error<{ name: string; place: string }>("Two experiments have one name.", ({ name, place }) => ({
    message: `the experiment ${code(name)} is already given on ${place}`,
    hint: "choose another name",
  })),
  "unknown-experiment": error<{ name: string; names: readonly string[] }>(
    "A name that is no experiment of the file.",
    ({ name, names }) => ({
      message: `there is no experiment ${code(name)}`,
      ...suggestNearest(name, names, names.length > 0 ? `the experiments are ${list(names)}` : "this is the only one"),
    }),
  ),
  "cyclic-experiment": error<{ names: readonly string[] }>("An experiment is like itself, directly or through others.", ({ names }) => ({
    message: `${code(names[0])} is like itself: ${chain(names)}`,
    hint: "remove one of these `like`",
  })),
  "missing-braces": error<{ name: string }>("An experiment has no braces.", ({ name }) => ({
    message: `the experiment ${code(name)} has no braces`,
    hint: `write for example ${code(`experiment ${name} { fine_tune 1 epochs }`)}`,
  })),
  "misplaced-statement": error<{ statement: string }>(
    "A statement is in the braces of an experiment, and belongs outside.",
    ({ statement }) => ({
      message: `${code(statement)} is not allowed in an experiment`,
      hint: "move it out of the braces",
    }),
  ),
  "unsupported-version": error<{ version: string; newest: number }>(
    "A file asks for a version of the language that does not exist.",
    ({ version, newest }) => ({
      message: `this exp does not know version ${code(version)} of the language: it knows ${newest === 1 ? "version 1" : `versions 1 to ${newest}`}`,
      hint: "get a newer exp, or write `version 1`",
    }),
  ),
  "late-version": error<{ place: string }>("`version` is not the first statement.", ({ place }) => ({
    message: `${code("version")} comes after the statement on ${place}`,
    hint: "move it to the top of the file",
  })),
};

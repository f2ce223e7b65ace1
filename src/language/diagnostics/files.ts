import { code, list, visible } from "../../common/words.ts";
import { error, suggestNearest, warning } from "./entry.ts";

interface Missing {
  /** As written. */
  path: string;
  /** The names beside it. */
  names: readonly string[];
  /** Whether the path is written as a string, as its fix must be. */
  quoted: boolean;
}

const missing = (noun: string, nothing: string) =>
  error<Missing>(`A ${noun} does not exist.`, ({ path, names, quoted }) => {
    const some = names.slice(0, 8);
    const there = names.length > some.length ? `${some.map(code).join(", ")} and more` : list(some);
    const { hint, fix } = fromVariable(path) ?? suggestNearest(path, names, some.length > 0 ? `there is ${there}` : nothing);
    return {
      message: `there is no ${noun} ${code(path)}`,
      hint,
      fix: fix && (quoted || isName(fix.text)) ? { ...fix, text: quoted ? JSON.stringify(fix.text) : fix.text } : undefined,
    };
  });

/** `~/pets` and `$HOME/pets` as shells take them. */
function fromVariable(path: string): { hint: string; fix?: undefined } | null {
  const [, braced, plain, percent, tilde] = /^(?:\$\{(\w+)\}|\$(\w+)|%(\w+)%|(~)(?=[/\\]|$))/.exec(path) ?? [];
  const variable = braced ?? plain ?? percent ?? (tilde && "HOME");
  return variable
    ? { hint: `a variable is named first: ${code(`let place = env ${variable}`)}, and the path begins ${code('"{place}/')}` }
    : null;
}

const isName = (text: string): boolean => /^[A-Za-z_][\w-]*$/.test(text);

/** Folders and files that are not there, or not what they should be. */
export const files = {
  "missing-folder": missing("folder", "a path begins at the folder of this file"),
  "missing-file": missing("file", "a path begins at the folder of this file"),
  "not-a-folder": error<{ path: string }>("A file where a folder is expected.", ({ path }) => ({
    message: `${code(path)} is a file, not a folder`,
    hint: "name the folder that holds the images",
  })),
  "not-a-file": error<{ path: string }>("A folder where a file is expected.", ({ path }) => ({
    message: `${code(path)} is a folder, not a file`,
    hint: "name the file itself",
  })),
  "wrong-file-type": error<{ path: string; what: string; endings: readonly string[] }>(
    "A file has an ending that cannot be read.",
    ({ path, what, endings }) => ({
      message: `${code(path)} is not ${what}`,
      hint: `its name must end in ${list(endings, "or")}`,
    }),
  ),
  "unusable-weights": error<{ message: string; fix?: string }>(
    "A file of weights is broken, or does not fit the model.",
    ({ message, fix }) => ({
      message: visible(message),
      hint: fix,
    }),
  ),
  "images-differ": warning<{ differences: readonly string[]; resize: string }>(
    "The model sees other images than its weights learned from.",
    ({ differences, resize }) => ({
      message: `the weights learned from images ${differences.join(", ")}`,
      hint: `write ${code(resize)} in the data statement, unless training follows`,
    }),
  ),
};

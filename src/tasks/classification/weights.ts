import type { CompareHead } from "../../models/weights/head_of_file.ts";

/** What weights.safetensors says of the head: `classes` (JSON), in the order of the outputs. README.md documents it. */
export const headMetadata = (classes: readonly string[]): Record<string, string> => ({ classes: JSON.stringify(classes) });

/** The classes that a file names; null where it does not, as no file of torch does. */
function classesIn({ classes }: Readonly<Record<string, string>>): readonly string[] | null {
  try {
    const named: unknown = JSON.parse(classes);
    return Array.isArray(named) && named.every(name => typeof name === "string") ? named : null;
  } catch {
    return null;
  }
}

/** A head for other classes, or for the same in another order, is not taken. */
export const compareHead =
  (here: readonly string[]): CompareHead =>
  (path, metadata) => {
    const there = classesIn(metadata);
    if (there === null) {
      const trusted = "does not say which classes its head tells apart: they are taken to be those of the data, in the same order";
      return { foreign: false, note: `\`${path}\` ${trusted}` };
    }
    const other = here.findIndex((name, i) => name !== there[i]);
    if (other < 0 && there.length === here.length) return { foreign: false, note: null };
    const [mine, its] = [here[other], there[other]].map(name => (name === undefined ? "missing" : JSON.stringify(name.slice(0, 80))));
    return {
      foreign: true,
      note: `\`${path}\` has a head for other classes (class ${other + 1} is ${its} there, ${mine} here): the head starts fresh`,
    };
  };

import { withArticle } from "../common/words.ts";
import { type Argument, computedText, writtenOf } from "./argument.ts";
import type { Quantity } from "./ast.ts";
import type { Code, Report } from "./diagnostics/index.ts";
import { trimmed } from "./value.ts";

/** A place in a statement that takes a value: what fits, how it reads, how it is documented. */
export interface Slot<T> {
  /** Completes "is not …": `a number of epochs`. */
  what: string;
  example: string;
  /** The example after the values before it, if they matter: a range ends above where it begins. */
  exampleAfter?(before: ReadonlyMap<string, string>): string;
  /** Whether it names a folder beside the file, where no path follows. */
  beside?: boolean;
  /** For the reference: unit and range, or the names that fit. */
  takes: string;
  /** The names that fit, for completion and "did you mean". */
  names?(): readonly string[];
  /** The units that its numbers may have, for completion. */
  units?: readonly string[];
  /** What lies at its path, for completion. */
  path?: PathKind;
  /** The values that only its file and folder know, for completion. */
  known?: KnownValues;
  /** Whether a word is taken literally, even if it is the name of a `let`. */
  literal?: boolean;
  /** Whether a name with dots in it needs no quotes: `layer2.0.conv1`. */
  dotted?: boolean;
  /** Whether names in the braces of a text are left as they are. */
  raw?: boolean;
  /** Whether the value is of the right kind, in range or not. */
  fits(value: Argument): boolean;
  /** Reads a value that fits, and reports what is wrong with it; null where it is. */
  read(value: Argument, report: Report): T | null;
}
/** What a path leads to. */
export type PathKind = "folder" | "image" | "table" | "weights" | "experiment";
/** Values that a file and its folder know. */
export type KnownValues =
  | "layer numbers"
  | "layer names"
  | "data folders"
  | "other data"
  | "folders of the data"
  | "columns"
  | "columns of the table"
  | "k of the metric"
  | "experiments"
  | "versions";
export type Slots = Record<string, Slot<unknown>>;
export type Read<S> = S extends Slot<infer T> ? T : never;

interface Measure {
  what: string;
  /** The unit by which its numbers are multiplied; `""` where a bare number will do. */
  units: Record<string, number>;
  range: readonly [least: number, most: number];
  whole?: boolean;
  example: string;
}

/** A number with a unit. `least` and `most` are in the unit of factor 1. */
export function quantity({ what, units, range, whole, example }: Measure): Slot<number> {
  const [least, most] = range;
  const shown = (n: number): string => {
    if (units["%"] === 0.01) return `${trimmed(n * 100)}%`;
    const named = Object.entries(units).filter(([unit]) => unit);
    const [unit, factor] = named.findLast(([, factor]) => n >= factor) ?? named[0] ?? ["", 1];
    return `${trimmed(n / factor)}${unit}`;
  };
  return {
    what: withArticle(what),
    example,
    takes: `${shown(least)} to ${shown(most)}${whole ? ", whole" : ""}`,
    units: Object.keys(units).filter(Boolean),
    fits: value => value.kind === "quantity",
    read(value, report) {
      const { number, unit, span } = value as Quantity;
      const [written, computed] = [writtenOf(value), computedText(value)];
      const factor = Object.hasOwn(units, unit) ? units[unit] : undefined;
      if (factor === undefined) {
        const names = Object.keys(units).filter(Boolean);
        if (unit)
          report("unknown-unit", span, {
            number: trimmed(number),
            name: unit,
            names: names.length > 0 ? names : [""],
            found: computed && written,
            what,
          });
        else report("missing-unit", span, { number: written, value: computed, unit: example.replace(/^[\d.]+/, "") });
        return null;
      }
      // 0.2 * 100 has a tail that 20 has not: divide where the factor is a fraction.
      const result = factor < 1 ? number / Math.round(1 / factor) : number * factor;
      if (result < least || result > most || !Number.isFinite(result)) {
        const percent = unit === "" && units["%"] && result > most && number / 100 <= most ? `${computed ?? written}%` : undefined;
        report("out-of-range", span, { found: written, value: computed, what, least: shown(least), most: shown(most), percent });
        return null;
      }
      if (whole && !Number.isInteger(result)) {
        report("not-whole", span, { found: written, value: computed, what, whole: String(Math.max(1, Math.round(result))) });
        return null;
      }
      return result;
    },
  };
}

export const count = (what: string, least: number, most: number, example: string): Slot<number> =>
  quantity({ what, units: { "": 1 }, range: [least, most], whole: true, example });
export const fraction = (what: string, least: number, most: number, example: string): Slot<number> =>
  quantity({ what, units: { "": 1, "%": 0.01 }, range: [least, most], example });
export const pixels = (what: string, least: number, most: number, example: string): Slot<number> =>
  quantity({ what, units: { "": 1, px: 1 }, range: [least, most], whole: true, example });

/** A path or pattern in quotes. */
export const text = (what: string, example: string, path?: PathKind): Slot<string> => ({
  what: withArticle(what),
  example,
  path,
  takes: "text in quotes",
  fits: value => value.kind === "text",
  read: value => (value.kind === "text" ? value.text : null),
});

/** A regular expression in quotes: its braces are its own. */
export const pattern = (what: string, example: string): Slot<string> => ({ ...text(what, example), raw: true });

/** A name that the user chooses: a word, or anything in quotes. */
export const name = (what: string, example: string): Slot<string> => ({
  what: withArticle(what),
  example,
  takes: "a name",
  literal: true,
  fits: value => value.kind === "word" || value.kind === "text",
  read: value => (value.kind === "word" ? value.name : value.kind === "text" ? value.text : null),
});

/** One name of a list. */
export const choice = <Name extends string>(
  what: string,
  names: () => readonly Name[],
  unknown: ChoiceCode,
  example: Name,
): Slot<Name> => ({
  what: `the name of ${withArticle(what)}`,
  example,
  get takes() {
    return names().join(", ");
  },
  names,
  // A name in quotes is no name; one that a `let` gives is.
  fits: value => value.kind === "word" || (value.kind === "text" && value.expression !== undefined),
  read(value, report) {
    const written = value.kind === "text" ? value.text : writtenOf(value);
    const found = names().find(name => name === written);
    if (found === undefined) report(unknown, value.span, { name: written, names: names() });
    return found ?? null;
  },
});
type ChoiceCode = Extract<
  Code,
  | "unknown-model"
  | "unknown-engine"
  | "unknown-method"
  | "unknown-metric"
  | "unknown-average"
  | "unknown-optimizer"
  | "unknown-explanation"
  | "unknown-corruption"
>;

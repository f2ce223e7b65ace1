import { code, list, withArticle } from "../../common/words.ts";
import { type Around, error, foundAs, remove, replace, suggest, suggestNearest, suggestOf } from "./entry.ts";

/** What kind of thing a name should have been, and what there is. */
interface Unknown {
  name: string;
  names: readonly string[];
}

/** A layer of a model, and what can be drawn of it. */
interface Drawable {
  name: string;
  shows: readonly string[];
}

/** "`eror_rate` is not a metric", with the nearest metrics or all of them. */
const unknown = (noun: string, nouns: string) =>
  error<Unknown>(`A name that is no ${noun}.`, ({ name, names }) => ({
    message: `${code(name)} is not ${/^[aeiou]/.test(noun) ? "an" : "a"} ${noun}`,
    ...suggestOf(name, names, `the ${nouns} are ${list(names)}`),
  }));

/** Names that do not exist, or are in the wrong place. */
export const names = {
  "unknown-statement": error<Unknown & Around & { isFirst: boolean }>(
    "A line begins with a word that begins no statement.",
    ({ name, names, isFirst, ...around }) => {
      // Once is enough for a file.
      const all = isFirst ? "`exp help` lists the statements; the first is usually `data pets from folder`" : undefined;
      return name
        ? { message: `${code(name)} is not a statement`, ...suggest(name, names, all, around) }
        : { message: "this is not a statement", hint: all };
    },
  ),
  "unknown-metric": unknown("metric", "metrics"),
  "unknown-average": unknown("average", "averages"),
  "unknown-optimizer": unknown("optimizer", "optimizers"),
  "unknown-model": unknown("model", "models"),
  "unknown-engine": unknown("engine", "engines"),
  "unknown-method": unknown("resize method", "methods"),
  "unknown-explanation": unknown("way to explain", "methods"),
  "unknown-corruption": unknown("corruption", "corruptions"),
  "unknown-option": error<Unknown & Around & { owner: string; head: string | null }>(
    "A name that is no option.",
    ({ name, names, owner, head, ...around }) => ({
      message: `${code(name)} is not an option of ${code(owner)}`,
      ...(head
        ? { hint: `it goes before the options: write for example ${code(head)}` }
        : suggest(name, names, names.length > 0 ? `its options are ${list(names)}` : `${code(owner)} takes no options`, {
            ...around,
            isOption: true,
          })),
    }),
  ),
  "unknown-word": error<Unknown & { after: string }>("Another word is expected there.", ({ name, names, after }) => ({
    message: `${code(name)} cannot follow ${code(after)}`,
    ...suggestOf(name, names, `write ${list(names, "or")}`),
  })),
  "unknown-unit": error<Unknown & { number: string; found?: string; what?: string }>(
    "A number has a unit that does not fit.",
    ({ number, name, names, found, what }) => {
      const said = suggestNearest(
        name,
        names,
        `write ${list(
          names.map(unit => number + unit),
          "or",
        )}`,
      );
      if (found && what)
        return {
          message: `${foundAs({ found, value: number + name })} is in ${code(name)}, which is no unit of ${withArticle(what)}`,
          hint: names[0] === "" ? "it has no unit" : `its unit is ${list(names, "or")}`,
        };
      return {
        message: `${code(name)} is not a unit of this value`,
        hint: said.fix ? `did you mean ${code(number + said.fix.text)}?` : said.hint,
        fix: said.fix && replace(number + said.fix.text),
      };
    },
  ),
  "unknown-layer": error<{ layer: string; model: string; layers: readonly string[]; numbered: readonly string[] }>(
    "A model has no such layer.",
    ({ layer, model, layers, numbered }) => ({
      message: `${code(model)} has no layer ${code(layer)}`,
      ...suggestNearest(layer, layers, `${model} has ${numbered.join(", ")}, and by name those that \`exp plan\` lists`),
    }),
  ),
  "unknown-channel": error<{ channel: number; layer: string; channels: number }>(
    "A layer has no such channel.",
    ({ channel, layer, channels }) => ({
      message: `${code(layer)} has no channel ${code(String(channel))}`,
      hint: `its ${channels} channels are numbered from 0 to ${channels - 1}`,
    }),
  ),
  "picture-unavailable": error<{ option: string | null; layer: Drawable; model: string; layers: readonly Drawable[] }>(
    "A picture that cannot be drawn of the layer.",
    ({ option, layer: { name, shows }, model, layers }) => {
      const others = option === null ? [] : layers.filter(layer => layer.shows.includes(option)).map(layer => layer.name);
      const hints = [
        ...(others.length > 0 ? [`of ${model} it shows ${list(others.slice(0, 3))}`] : []),
        ...(shows.length > 0 ? [`${code(name)} has ${list(shows)}`] : []),
      ];
      return {
        message: option === null ? `nothing of ${code(name)} can be drawn` : `${code(option)} cannot show ${code(name)}`,
        hint: hints.join("; ") || undefined,
        fix: option === null ? undefined : remove(code(option)),
      };
    },
  ),
  "misplaced-option": error<{ name: string; owner: string | null; owners: readonly string[]; example: string | null }>(
    "A statement does not have this option.",
    ({ name, owner, owners, example }) => ({
      message: owner ? `${code(owner)} has no option ${code(name)}` : `${code(name)} is an option, not a statement`,
      hint: `it belongs to ${list(owners)}${example ? `: write for example ${code(example)}` : ""}`,
      fix: owner ? remove(`\`${name}\``) : undefined,
    }),
  ),
  "reserved-name": error<{ name: string; what: string }>("A word of the language where a name is expected.", ({ name, what }) => ({
    message: `${code(name)} is a word of the language, and cannot be ${what}`,
    ...(/ of (?:the data|the let|the experiment|a let)$/.test(what)
      ? { hint: `choose another name, for example ${code(`my_${name}`)}` }
      : { hint: `put it in quotes: ${code(`"${name}"`)}`, fix: replace(`"${name}"`) }),
  })),
};

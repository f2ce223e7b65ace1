import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import type { Diagnostic } from "../../src/language/diagnostic.ts";
import { type Part, parseForm } from "../../src/language/forms.ts";
import type { Slots } from "../../src/language/slots.ts";
import { examplesOf } from "../../src/statements/describe.ts";
import { optionsOf, ownersOf, statementOf, statements } from "../../src/statements/index.ts";
import { folderOf } from "../cli/exp.ts";
import { complete, exampleIn, namedInExamples } from "../support/complete.ts";
import { cases, casesFolder } from "../support/marked.ts";

const isWarningOfContext = new Set(["unused-let", "unused-statement", "late-version", "fine-tune-untrained"]);
const found = new Map<string, string[]>();
/** What is wrong with an example, given what it needs around it. */
function mistakesIn(example: string, file: string): string[] {
  // Folders with the same things in them say the same.
  const key = `${basename(file)} ${example}`;
  const known = found.get(key);
  if (known) return known;
  const mistakes = check(whole(example), file, { environment: { DATA: "1" } })
    .diagnostics.filter(({ code }) => !isWarningOfContext.has(code))
    .map(({ code, message }) => `${code}: ${message}`);
  found.set(key, mistakes);
  return mistakes;
}

/** Options stand in their statement, statements in an experiment. */
function whole(example: string): string {
  const [word] = example.split(" ");
  if (/holiday_photos/.test(example))
    return complete(
      `data pets from folder; data holiday_photos from folder "pets"; model resnet34 pretrained; fine_tune 1 epochs; ${example}`,
    );
  const [, parent] = /^experiment \w+ like (\w+)/.exec(example) ?? [];
  if (parent) return complete(`experiment ${parent} { seed 1 }\n${example}`);
  if (statementOf(word)) return complete(example);
  const [owner] = ownersOf(word);
  if (!owner) return example;
  const row = statementOf(owner);
  if (!row) return complete(`data pets from folder { ${owner} { ${example} } }`);
  if (row.role === "data")
    return complete(`data pets from folder { ${example}${/by column/.test(example) ? '; labels from csv "labels.csv"' : ""} }`);
  const head =
    { evaluate: "evaluate corrupted", explain: "explain worst 9", visualize: "visualize layer 1", use: "use gpu", model: "model resnet34" }[
      owner
    ] ?? `${owner} 1 epochs`;
  return complete(`${head} ${example}`);
}

/** The examples that a message gives, and what its fix makes of the text. */
const examplesIn = ({ hint = "" }: Diagnostic): string[] =>
  [...hint.matchAll(/(?:write|add|as in|for example|option it follows its statement:) `([^`]+)`/g)]
    .map(([, example]) => example)
    .filter(isWhole);
/** Fragments are no examples: a word, a text, a part of a path, a unit behind its number. */
const isWhole = (text: string): boolean => {
  const [word] = text.split(" ");
  return text.includes(" ") && (statementOf(word) !== undefined || ownersOf(word).length > 0);
};

/** A form, cut off before each of its parts, and with a value of another kind at each slot. */
function wrongOf(name: string, { forms, slots }: { forms: Record<string, string>; slots: Slots }): string[] {
  const flat = (parts: readonly Part[]): Exclude<Part, { optional: Part[] }>[] =>
    parts.flatMap(part => ("optional" in part ? flat(part.optional) : [part]));
  const textOf = (part: Exclude<Part, { optional: Part[] }>) => ("word" in part ? part.word.split("|")[0] : slots[part.slot].example);
  const wrong = ["7", '"text"', "zzz", "100000000px"];
  return Object.values(forms).flatMap(form => {
    const parts = flat(parseForm(form));
    return parts.flatMap((_, i) => {
      const before = [name, ...parts.slice(0, i).map(textOf)].join(" ");
      return [
        before,
        ...wrong.map(value => `${before} ${value}`),
        ...wrong.map(value => `${before} ${[value, ...parts.slice(i + 1).map(textOf)].join(" ")}`),
      ];
    });
  });
}

describe("every example of a message checks", () => {
  const expectAll = (diagnostics: readonly Diagnostic[], file: string, source: string) => {
    const wrong = new Map<string, string[]>();
    for (const diagnostic of diagnostics)
      for (const example of examplesIn(diagnostic)) {
        // Names of its file may stand in it.
        const lets = source.match(/\blet [a-z].*$/gm)?.join("\n") ?? "";
        const found = lets.length > 0 && statementOf(example.split(" ")[0])?.name !== "let" ? [] : mistakesIn(example, file);
        if (found.length > 0) wrong.set(`${source} -> ${example}`, found);
      }
    expect(Object.fromEntries(wrong)).toEqual({});
  };

  test.each(cases)("those of %s", (name, source) => {
    const file = join(casesFolder, name.replace(/\.txt$/, ""));
    expectAll(check(source, file).diagnostics, file, source);
  });

  const all = statements.flatMap(kind => [
    { name: kind.name, row: kind },
    ...[...optionsOf(kind.options)].map(([[name], row]) => ({ name, row })),
  ]);
  test.each(all.map(({ name, row }) => [name, row] as const))("those of what lacks or is wrong in %s, in two folders", (name, row) => {
    for (const files of [namedInExamples, { "birds/a.jpg": "", "garden.jpg": namedInExamples["photo.jpg"] }]) {
      const file = files === namedInExamples ? exampleIn() : join(folderOf(files), "birds.exp");
      const own = "pets/labels.csv" in files;
      for (const text of wrongOf(name, row)) {
        const source = own ? whole(text) : whole(text).replace("data pets from folder", "data birds from folder");
        const found = check(source, file).diagnostics;
        if (own) expectAll(found, file, text);
        else
          for (const example of found.flatMap(examplesIn))
            if (/^(?:data|predict|explain "|visualize .* of)/.test(example) && !/pets|csv/.test(whole(example)))
              expect(mistakesIn(example, file)).toEqual([]);
      }
    }
  });

  const options = all.filter(({ name }) => !statementOf(name));
  test.each(options.flatMap(({ name, row }) => examplesOf(name, row).map(example => [example] as const)))(
    "so does the one of the reference: %s",
    example => {
      const file = exampleIn();
      expect(mistakesIn(example, file)).toEqual([]);
    },
  );
});

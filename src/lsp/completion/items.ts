import { type CompletionItem, CompletionItemKind } from "vscode-languageserver";
import type { Expression } from "../../language/ast.ts";
import { columnsOf, entriesAt, folderPart } from "../../language/entries.ts";
import { exampleOf, type Part } from "../../language/forms.ts";
import type { VisibleName } from "../../language/names.ts";
import type { KnownValues, Slot, Slots } from "../../language/slots.ts";
import type { Next } from "../../language/walk.ts";
import type { Option, StatementKind } from "../../statements/statement.ts";
import { newestVersion } from "../../statements/version.ts";
import { metrics } from "../../tasks/metrics.ts";
import { docOfName, layersOf, optionDoc, slotDoc, statementDoc } from "../docs.ts";
import { namesElsewhere } from "./elsewhere.ts";
import type { Known } from "./known.ts";
import type { Place } from "./place.ts";

/** What is offered: a plain text, and, for editors that take them, a snippet with places to fill in. */
export interface Offer extends CompletionItem {
  snippet?: string;
}

const markdown = (value: string) => ({ kind: "markdown", value }) as const;
const escaped = (text: string): string => text.replace(/[$}\\]/g, "\\$&");

/** A form as a snippet: its words, and its slots as places to fill in, without what may be left out. */
function snippetOf(parts: readonly Part[], slots: Slots, from = 1): string {
  let n = from;
  return parts
    .flatMap(part => {
      if ("optional" in part) return [];
      return "word" in part ? [escaped(part.word.split("|")[0])] : [placeOf(n++, slots[part.slot])];
    })
    .join(" ");
}

/** A place to fill in: with its names to choose from, the example first, where it takes one of a list. */
function placeOf(n: number, { names, example }: Slot<unknown>): string {
  const others = names?.().filter(name => name !== example) ?? [];
  if (others.length === 0) return `\${${n}:${escaped(example)}}`;
  return `\${${n}|${[example, ...others].map(name => name.replace(/[\\,|$}]/g, "\\$&")).join(",")}|}`;
}

/** The slots with the folders that are there to choose from, where one takes the name of a folder. */
const withFolders = (slots: Slots, folders: readonly string[]): Slots =>
  Object.fromEntries(
    Object.entries(slots).map(([name, slot]) => {
      const example = folders.includes(slot.example) ? slot.example : folders[0];
      return [name, slot.beside && example ? { ...slot, example, names: () => folders } : slot];
    }),
  );

export function statementOffer(kind: StatementKind, form: readonly Part[], folders: readonly string[]): Offer {
  const body = kind.holdsStatements ? " {\n  $0\n}" : "";
  return {
    label: kind.name,
    kind: CompletionItemKind.Keyword,
    detail: `${kind.name} ${exampleOf(form, kind.slots)}`.trim(),
    documentation: markdown(statementDoc(kind)),
    snippet: `${kind.name} ${snippetOf(form, withFolders(kind.slots, folders))}`.trim() + body,
  };
}

export function optionOffer(name: string, option: Option, form: readonly Part[]): Offer {
  return {
    label: name,
    kind: CompletionItemKind.Property,
    detail: `default: ${option.default}`,
    documentation: markdown(optionDoc(name, option)),
    snippet: `${name} ${snippetOf(form, option.slots)}`.trim(),
  };
}

/** A word of a form, with those that must follow it: `from folder`, `from name "…"`. */
export function wordOffer({ part, rest }: Next, slots: Slots, doc: string): Offer {
  const parts = [part, ...rest];
  const end = parts.findIndex(part => "optional" in part);
  const needed = end < 0 ? parts : parts.slice(0, end);
  const firstSlot = needed.findIndex(part => "slot" in part);
  const words = (firstSlot < 0 ? needed : needed.slice(0, firstSlot)) as { word: string }[];
  return {
    label: words.map(({ word }) => word.split("|")[0]).join(" "),
    kind: CompletionItemKind.Keyword,
    detail: exampleOf(needed, slots),
    documentation: markdown(doc),
    snippet: snippetOf(needed, slots),
  };
}

export const nameOffer = ({ name, text, type, from }: VisibleName): Offer => ({
  label: name,
  kind: CompletionItemKind.Variable,
  // A value from the environment may be secret.
  detail: from === "environment" ? `${type}, from the environment` : (text ?? undefined),
});

const listed = (label: string, kind: CompletionItemKind): Offer => {
  const doc = docOfName(label);
  return { label, kind, ...(doc && { documentation: markdown(doc), detail: doc.split(/[:.]/)[0] }) };
};

/** The values that fit a slot. */
export function slotOffers(slot: Slot<unknown>, place: Place, known: Known): Offer[] {
  if (slot.names) {
    // Of metrics there may be several, each once.
    const left = slot.names().filter(name => !place.values.some(value => isWord(value, name)));
    const offers = left.map(name => listed(name, CompletionItemKind.EnumMember));
    return [...offers, ...namesElsewhere(offers, place.typed)];
  }
  if (slot.known) return offersOf[slot.known](known, place, slot);
  if (slot.path) return pathOffers(slot, place, known).map(offer => quotedOffer(offer, place));
  return slot.units ? [exampleOffer(slot)] : [];
}

const isWord = (value: Expression | undefined, name: string): boolean => value?.kind === "word" && value.name === name;

/** Words of a form that only some values before them take. */
const takers: Record<string, (before: Expression | undefined) => boolean> = {
  "metric average": before => Object.entries(metrics).some(([name, { isAveraged }]) => isAveraged && isWord(before, name)),
};
export const mayFollow = (word: string, { owner, values }: Place): boolean => takers[`${owner?.name} ${word}`]?.(values.at(-1)) ?? true;

const exampleOffer = (slot: Slot<unknown>): Offer => ({
  label: slot.example,
  kind: CompletionItemKind.Value,
  detail: slotDoc(slot),
  snippet: `\${1:${escaped(slot.example)}}`,
});

const offersOf: Record<KnownValues, (known: Known, place: Place, slot: Slot<unknown>) => Offer[]> = {
  "layer numbers": ({ model }) => numberedLayerOffers(model),
  "layer names": ({ model }) => namedLayerOffers(model),
  "other data": known => [...known.sets.map(label => ({ label, kind: CompletionItemKind.Module })), ...dataNames(known)],
  "data folders": known => dataNames(known),
  "folders of the data": ({ data }) => foldersIn(data),
  columns: ({ table, data, folder }) => columnsIn(table, data, folder),
  "columns of the table": columnOffers,
  "k of the metric": (_, { values }, slot) => (isWord(values.at(-1), "top_k_accuracy") ? [exampleOffer(slot)] : []),
  versions: () => [{ label: String(newestVersion), kind: CompletionItemKind.Value }],
  experiments: ({ experiments }) => experiments.map(label => ({ label, kind: CompletionItemKind.Class })),
};

/** Of the table that is named before. */
function columnOffers({ data, folder }: Known, { values }: Place): Offer[] {
  const table = values.find(value => value.kind === "text");
  return columnsIn(table?.kind === "text" ? table.text : null, data, folder);
}

function columnsIn(table: string | null, data: string | null, folder: string): Offer[] {
  const columns = table === null ? [] : columnsOf(table, [...(data === null ? [] : [data]), folder]);
  return columns.map(label => ({ label, kind: CompletionItemKind.Field, insertText: isName.test(label) ? label : JSON.stringify(label) }));
}

/** Behind `layer` those that go by number, their names only say which is which; then all of them by name. */
const numberedLayerOffers = (model: string | null): Offer[] =>
  layersOf(model).flatMap(({ number, name }) =>
    number === null
      ? []
      : [{ label: String(number), kind: CompletionItemKind.EnumMember, detail: `${name} of ${model}`, filterText: `${number} ${name}` }],
  );

const namedLayerOffers = (model: string | null): Offer[] =>
  layersOf(model).map(({ number, name, channels }) => ({
    label: name,
    kind: CompletionItemKind.EnumMember,
    detail: `${number === null ? "" : `layer ${number}, `}${channels} channels`,
  }));

const folderOffer = (label: string): Offer => ({ label, kind: CompletionItemKind.Folder });
const foldersIn = (folder: string | null): Offer[] =>
  folder === null ? [] : entriesAt("", "folder", folder).map(({ name }) => folderOffer(name));

/** Folders beside the file whose names need no quotes. */
export const dataNames = ({ folder }: Known): Offer[] => foldersIn(folder).filter(({ label }) => isName.test(label));
/** What needs no quotes. */
const isName = /^[\p{L}_][\p{L}\p{N}_]*(-[\p{L}\p{N}_]+)*$/u;

/** Files and folders for the path that is being typed; tables may also lie with the images. */
export function pathOffers(slot: Slot<unknown>, { typed }: Place, known: Known): Offer[] {
  const folders = slot.path === "table" && known.data ? [known.data, known.folder] : [known.folder];
  const found = folders.flatMap(folder => entriesAt(typed, slot.path!, folder));
  return found
    .filter((entry, i) => found.findIndex(({ name }) => name === entry.name) === i)
    .map(({ name, isFolder }) => ({
      label: isFolder && slot.path !== "folder" ? `${name}/` : name,
      kind: isFolder ? CompletionItemKind.Folder : CompletionItemKind.File,
      filterText: folderPart(typed) + name,
    }));
}

/** Where no quote is typed yet, they come with the path. */
function quotedOffer(offer: Offer, { typing, typed }: Place): Offer {
  const text = folderPart(typing === "path" ? typed : "") + offer.label;
  return { ...offer, insertText: JSON.stringify(text), filterText: text };
}

/** Units behind a number. */
export const unitOffers = ({ units = [], what }: Slot<unknown>, number: string): Offer[] =>
  units.map(unit => ({ label: number + unit, kind: CompletionItemKind.Unit, detail: what, filterText: number + unit }));

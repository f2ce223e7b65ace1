import { CompletionItemKind } from "vscode-languageserver";
import { otherWords, spellings, writtenWith } from "../../statements/other_words.ts";
import type { Offer } from "./items.ts";

/** Words of other languages that begin as what is typed: with nothing typed, they would only hide ours. */
const begins = (typed: string) => (word: string) => typed !== "" && word.startsWith(typed.toLowerCase());

/** `train`, `lr_find`, `seed_everything`: each with the statement that does it here. */
export const statementsElsewhere = (typed: string): Offer[] =>
  otherWords.flatMap(({ words, means, say, write }) => {
    if (!write) return [];
    const insertText = writtenWith(write);
    return words.filter(begins(typed)).map(label => ({
      label,
      kind: CompletionItemKind.Text,
      detail: insertText,
      documentation: `${means}${say ? `: ${say}` : ""}`,
      insertText,
    }));
  });

/** `lr`, for an option that is offered: `rate`. */
export const optionsElsewhere = (offers: readonly Offer[], typed: string): Offer[] =>
  offers.flatMap(offer => {
    const words: readonly string[] = (spellings.option as Readonly<Record<string, readonly string[]>>)[offer.label] ?? [];
    return words.filter(begins(typed)).map(label => ({ ...offer, label, detail: `\`${offer.label}\` here`, insertText: offer.label }));
  });

/** `acc`, for a name that is offered: `accuracy`. */
export const namesElsewhere = (offers: readonly Offer[], typed: string): Offer[] =>
  offers.flatMap(offer => {
    const words = otherWords.filter(({ name }) => name === offer.label).flatMap(({ words }) => words);
    const others = words.filter(word => word !== offer.label).filter(begins(typed));
    return others.map(label => ({ ...offer, label, detail: `\`${offer.label}\` here`, insertText: offer.label }));
  });

import { capitalised, listed } from "../../common/words.ts";
import type { Method } from "./method.ts";

interface Meaning {
  /** Whether the scale of colors has a cool half. */
  signed: boolean;
  /** The labels at the ends of the scale. */
  ends: readonly [string, string];
  /** What the colors of these methods say. */
  text(names: readonly string[]): string;
}

const show = (names: readonly string[]): string => `${capitalised(listed(names))} ${names.length > 1 ? "show" : "shows"}`;

/** The meaning of the heat at a place. */
export const meanings = {
  for: {
    signed: false,
    ends: ["0", "100 % for"],
    text: names => `${show(names)} only what speaks for the class: the warmer, the more.`,
  },
  forAndAgainst: {
    signed: true,
    ends: ["100 % against", "100 % for"],
    text: names => `Warm colors of ${listed(names)} speak for the class, cool ones against it.`,
  },
  /** An absolute value of a gradient. */
  answer: {
    signed: false,
    ends: ["0", "100 %"],
    text: names => `${show(names)} how much the score of the class answers to each pixel, whichever way: the warmer, the more.`,
  },
} satisfies Record<string, Meaning>;

export type MeaningName = keyof typeof meanings;

/** What the heat in a picture means, and by which methods. */
export const meaningsOf = (methods: readonly Method[]): (Meaning & { names: string[] })[] =>
  [...new Set(methods.map(({ meaning }) => meaning))].map(meaning => ({
    ...meanings[meaning],
    names: methods.filter(method => method.meaning === meaning).map(({ title }) => title),
  }));

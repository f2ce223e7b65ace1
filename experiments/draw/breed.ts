import { type Color, type Dice, mixColors, noise } from "./canvas.ts";
import type { Outline } from "./outlines.ts";

/** Colors of a part of the body at a place. */
export type Fur = (x: number, y: number) => Color;

/** What one animal wears. Heads and muzzles are seen from their middle; ears from their root (standing) or middle; bodies run from -1 to 1. */
export interface Coat {
  head: Fur;
  muzzle: Fur;
  /** `y` runs from 0 at the root to -1 at the tip of a standing ear. */
  ear: Fur;
  body: Fur;
  chest: Fur;
  /** `y` runs from 0 at the top to 1 at the paw. */
  leg: Fur;
  /** `x` runs from 0 at the root to 1 at the tip. */
  tail: Fur;
  innerEar: Color;
  nose: Color;
  iris: Color;
  rim: Color;
  whiskers: Color;
}

/** A breed: its build in head radii, and how its coats vary. */
export interface Breed {
  kind: "cat" | "dog";
  skull: { width: number; height: number; cheeks: number };
  ears: { kind: "pointed" | "folded" | "hanging"; width: number; length: number; apart: number; lean: number; round: number };
  /** `depth`: how far it stands out, so how far it moves when the head turns. */
  muzzle: { width: number; height: number; y: number; depth: number };
  eyes: { size: number; apart: number; y: number; round: number; slant: number; pupil: number };
  nose: { width: number; above: number };
  /** Depth of a rough edge: long hair. */
  fluff: number;
  wrinkles?: boolean;
  /** Of body, legs and tail: how thick they are. */
  stout: number;
  tail: "long" | "bushy" | "curled" | "docked";
  coat(dice: Dice): Coat;
}

/** An outline with tufts of hair. */
export const fluffed = (outline: Outline, depth: number, seed: number): Outline =>
  depth === 0 ? outline : (x, y) => outline(x, y) + depth * (noise(seed, 7 * x, 7 * y) + 0.6 * noise(seed + 1, 16 * x, 16 * y) - 0.8);

/** Hair that falls: light and dark strands of a color. `rough` is how far they differ. */
export function hairy(fur: Fur, rough: number, length: number, seed: number): Fur {
  return (x, y) => {
    const bend = 1.5 * noise(seed + 2, 2 * x, 2 * y);
    const strand = 1 + rough * (noise(seed, 13 * x + bend * 2, (5 * y) / length) + 0.5 * noise(seed + 1, 26 * x, 11 * y) - 0.75);
    const [r, g, b] = fur(x, y);
    return [r * strand, g * strand, b * strand];
  };
}

/** A color near another: a little lighter or darker, a little warmer or colder. */
export function near([r, g, b]: Color, dice: Dice, by = 0.12): Color {
  const [value, warmth] = [1 + dice.between(-by, by), dice.between(-by, by) * 0.4];
  return [r * value * (1 + warmth), g * value, b * value * (1 - warmth)];
}

export const plain =
  (color: Color): Fur =>
  () =>
    color;
/** `first`, and `second` where `share` says so (0 to 1). */
export const blend =
  (first: Fur, second: Fur, share: (x: number, y: number) => number): Fur =>
  (x, y) =>
    mixColors(first(x, y), second(x, y), share(x, y));

import type { Dice } from "./canvas.ts";
import { outlines } from "./outlines.ts";
import { assemblies, type Piece, worn } from "./pieces.ts";

type Kind = keyof typeof outlines | keyof typeof assemblies;

const ofOnePiece = Object.fromEntries(Object.entries(outlines).map(([name, outline]) => [name, (dice: Dice) => worn(outline(dice))]));
/** Every kind of figure. */
export const kinds: Record<string, (dice: Dice) => Piece[]> = { ...ofOnePiece, ...assemblies };

/** What experiments/pretrain.exp tells apart: kinds that are alike are one family, so that a network that starts at random finds the classes soon. */
export const families = {
  blob: ["ellipse", "drop", "cloud", "heart"],
  polygon: ["triangle", "square", "hexagon", "arrow"],
  spiky: ["star", "flower", "gear", "tufted"],
  holed: ["ring", "crescent", "chained", "studded"],
  limbed: ["walker", "crab", "comb", "cross"],
  topped: ["eared", "lobed", "tree", "mushroom"],
  built: ["house", "vase", "stacked", "buttoned", "fish"],
} satisfies Record<string, Kind[]>;

import type { textures, tones } from "./textures.ts";

/** What a figure wears: a pattern in two tones, and what its surface is like, as `weave`: how much lighter and darker a texture makes it. */
export interface Coat {
  pattern: keyof typeof textures;
  tones: readonly [first: keyof typeof tones, second: keyof typeof tones];
  weave?: readonly [texture: keyof typeof textures, strength: number];
  /** Depth of a rough edge, as of long hair. */
  rough?: number;
}

const plain = { pattern: "plain" } as const;

/** Every coat that experiments/pretrain.exp tells apart. */
export const coats: Record<string, Coat> = {
  dark: { ...plain, tones: ["dark", "dark"] },
  sooty: { ...plain, tones: ["dark", "slate"], weave: ["hair", 0.5], rough: 0.08 },
  pale: { ...plain, tones: ["pale", "cream"] },
  snowy: { ...plain, tones: ["pale", "pale"], weave: ["tufts", 0.4], rough: 0.14 },
  woolly: { ...plain, tones: ["cream", "pale"], weave: ["curls", 0.3], rough: 0.08 },
  ginger: { ...plain, tones: ["ginger", "tan"] },
  foxy: { ...plain, tones: ["ginger", "ginger"], weave: ["tufts", 0.5], rough: 0.1 },
  fawn: { ...plain, tones: ["tan", "cream"], weave: ["grain", 0.25] },
  brown: { ...plain, tones: ["brown", "brown"], weave: ["hair", 0.3] },
  curly: { ...plain, tones: ["brown", "tan"], weave: ["curls", 0.5], rough: 0.1 },
  slate: { ...plain, tones: ["slate", "slate"], weave: ["grain", 0.3] },
  gaudy: { ...plain, tones: ["vivid", "vivid"] },
  grained: { pattern: "grain", tones: ["tan", "brown"] },
  ticked: { pattern: "grain", tones: ["ginger", "dark"], weave: ["hair", 0.25] },
  striped: { pattern: "stripes", tones: ["gray", "dark"] },
  zebra: { pattern: "stripes", tones: ["pale", "dark"], weave: ["hair", 0.2] },
  tiger: { pattern: "brindle", tones: ["ginger", "dark"] },
  brindled: { pattern: "brindle", tones: ["tan", "brown"], weave: ["hair", 0.25] },
  ringed: { pattern: "rings", tones: ["ginger", "cream"] },
  spotted: { pattern: "spots", tones: ["tan", "dark"] },
  freckled: { pattern: "speckle", tones: ["pale", "dark"] },
  sprinkled: { pattern: "speckle", tones: ["vivid", "vivid"] },
  rosetted: { pattern: "rosettes", tones: ["tan", "dark"] },
  pied: { pattern: "blotches", tones: ["pale", "dark"] },
  patched: { pattern: "blotches", tones: ["pale", "ginger"], weave: ["hair", 0.25] },
  tortoise: { pattern: "blotches", tones: ["dark", "ginger"], weave: ["hair", 0.3], rough: 0.06 },
  hairy: { pattern: "hair", tones: ["cream", "brown"], rough: 0.06 },
  tipped: { pattern: "tips", tones: ["cream", "brown"] },
  frosted: { pattern: "tips", tones: ["slate", "pale"], weave: ["tufts", 0.3], rough: 0.08 },
  hearted: { pattern: "heart", tones: ["tan", "dark"] },
  masked: { pattern: "heart", tones: ["cream", "brown"], weave: ["hair", 0.25] },
  blazed: { pattern: "heart", tones: ["dark", "pale"] },
  saddled: { pattern: "saddle", tones: ["tan", "dark"], weave: ["hair", 0.25] },
  capped: { pattern: "saddle", tones: ["pale", "ginger"] },
  sunk: { pattern: "saddle", tones: ["dark", "tan"] },
  halved: { pattern: "halves", tones: ["dark", "pale"] },
  banded: { pattern: "bands", tones: ["any", "any"] },
  chequered: { pattern: "checks", tones: ["any", "any"] },
  scaly: { pattern: "scales", tones: ["any", "any"] },
  latticed: { pattern: "lattice", tones: ["any", "any"] },
  veined: { pattern: "veins", tones: ["pale", "slate"] },
  bricked: { pattern: "bricks", tones: ["ginger", "gray"] },
  tiled: { pattern: "mosaic", tones: ["vivid", "any"] },
  cracked: { pattern: "mosaic", tones: ["brown", "cream"] },
};

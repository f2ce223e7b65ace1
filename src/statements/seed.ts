import { count } from "../language/slots.ts";
import { defineStatement } from "./statement.ts";

export const defaultSeed = 42;

export const seed = defineStatement({
  name: "seed",
  role: "setting",
  needs: [],
  forms: { seed: "<seed>" },
  slots: { seed: count("seed", 0, 2 ** 32 - 1, "42") },
  options: {},
  doc: `Seeds every random choice: the split, the order of the images, augmentation, dropout and new weights. The same file, seed and engine give the same numbers. The default is ${defaultSeed}.`,
  example: "seed 42",
  read: ({ head }) => head?.slots.seed?.value ?? null,
});

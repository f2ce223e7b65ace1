import type { names } from "../names.ts";
import type { Explanation } from "./explanation.ts";

export const explainedNames = {
  "unknown-statement": {
    means: "Every line begins with the name of a statement, and this is none. `exp help` lists them.",
    wrong: "fine_tun 1 epochs",
    right: "fine_tune 1 epochs",
  },
  "unknown-metric": {
    means: "There is no metric of this name. `exp help metric` lists them.",
    wrong: "fine_tune 1 epochs metric eror_rate",
    right: "fine_tune 1 epochs metric error_rate",
  },
  "unknown-optimizer": {
    means: "There is no optimizer of this name. `exp help optimizer` lists them.",
    wrong: "fine_tune 1 epochs optimizer sdg",
    right: "fine_tune 1 epochs optimizer sgd",
  },
  "unknown-average": {
    means: "The scores of several classes become one number by `binary`, `macro` or `weighted`: see `exp help metric`.",
    wrong: "fine_tune 1 epochs metric f1 average micro",
    right: "fine_tune 1 epochs metric f1 average macro",
  },
  "unknown-model": {
    means: "There is no model of this name. `exp help model` lists them.",
    wrong: "model resnet35 pretrained",
    right: "model resnet34 pretrained",
  },
  "unknown-engine": {
    means: "There is no engine of this name. `exp help use` lists them, and `exp doctor` says which are there.",
    wrong: "use cup",
    right: "use cpu",
  },
  "unknown-method": {
    means: "Images are made square by `crop`, `squish` or `pad`: see `exp help resize`.",
    wrong: "data pets from folder { resize 64px stretch }",
    right: "data pets from folder { resize 64px squish }",
  },
  "unknown-explanation": {
    means: "There is no way to explain of this name. `exp help explain` lists them.",
    wrong: "fine_tune 1 epochs\nexplain worst 9 with gradcm",
    right: "fine_tune 1 epochs\nexplain worst 9 with gradcam",
  },
  "unknown-corruption": {
    means: "There is no corruption of this name, and no family of them. `exp help evaluate` lists them.",
    wrong: "fine_tune 1 epochs\nevaluate corrupted fogg",
    right: "fine_tune 1 epochs\nevaluate corrupted fog",
  },
  "unknown-option": {
    means: "The statement has no option of this name. `exp help` with the name of the statement lists those that it has.",
    wrong: "data pets from folder { bach 8 }",
    right: "data pets from folder { batch 8 }",
  },
  "unknown-word": {
    means: "Some statements and options have words of their own between their values, and here another one is expected.",
    wrong: "data pets from foldr",
    right: "data pets from folder",
  },
  "unknown-unit": {
    means:
      "The unit is none, or none of this value: pixels are in `px`, angles in `deg`, shares in `%`, and memory in `MB`, `GB` or `GiB`.",
    wrong: "data pets from folder { resize 64pt }",
    right: "data pets from folder { resize 64px }",
  },
  "unknown-layer": {
    means:
      "Layers go by number, from the one that sees the pixels, or by name. Which there are depends on the model: `exp plan` lists them.",
    wrong: "fine_tune 1 epochs\nvisualize layer 9",
    right: "fine_tune 1 epochs\nvisualize layer 1",
  },
  "unknown-channel": {
    means: "The channels of a layer are numbered from 0. How many it has is the last number of its shape in `exp plan`.",
    wrong: "fine_tune 1 epochs\nvisualize layer 1 channels 0 64",
    right: "fine_tune 1 epochs\nvisualize layer 1 channels 0 63",
  },
  "picture-unavailable": {
    means:
      "What can be drawn depends on the layer. The weights of the first layer join red, green and blue, so that they are images. Those of deeper layers join the channels of the layer before: show what excites them instead.",
    wrong: "fine_tune 1 epochs\nvisualize layer 3 filters",
    right: "fine_tune 1 epochs\nvisualize layer 3 patches 9 deconv",
  },
  "misplaced-option": {
    means: "The option belongs to another statement: move it, or remove it.",
    wrong: "fit 3 epochs freeze 1 epochs",
    right: "fine_tune 3 epochs freeze 1 epochs",
  },
  "reserved-name": {
    means:
      "The word is the name of an option, which would end the values before it. In quotes it is a name. The name of a `let` or of an experiment must be another word.",
    wrong: 'data batch from folder "pets"',
    right: 'data "batch" from folder "pets"',
  },
} satisfies Record<keyof typeof names, Explanation>;

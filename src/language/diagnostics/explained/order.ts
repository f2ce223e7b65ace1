import type { order } from "../order.ts";
import type { Explanation } from "./explanation.ts";

const start = "data pets from folder\nmodel resnet34 pretrained\n";

export const explainedOrder = {
  "empty-experiment": {
    means: "An experiment has data, a model, and something to do with them.",
    wrong: "# to do",
    right: `${start}fine_tune 1 epochs metric error_rate`,
    isWhole: true,
  },
  "missing-statement": {
    means: "Training, measuring and predicting need images and a model.",
    wrong: "model resnet34 pretrained\nfine_tune 1 epochs",
    right: `${start}fine_tune 1 epochs`,
    isWhole: true,
  },
  "nothing-to-do": {
    means: "Data and a model alone do nothing: add a step that uses them.",
    wrong: start.trimEnd(),
    right: `${start}fine_tune 1 epochs`,
    isWhole: true,
  },
  "wrong-order": {
    means: "Statements run in the order of the file, so each one comes after what it needs.",
    wrong: "data pets from folder\nfine_tune 1 epochs\nmodel resnet34 pretrained",
    right: `${start}fine_tune 1 epochs`,
    isWhole: true,
  },
  "repeated-statement": {
    means: "An experiment has one of these. Several experiments in one file each have their own: see `exp help experiment`.",
    wrong: "seed 1\nseed 2",
    right: "seed 2",
  },
  "repeated-step": {
    means: "Nothing was trained since, so the outcome would be the same.",
    wrong: "fine_tune 1 epochs\nvisualize layer 1\nvisualize layer 1",
    right: "fine_tune 1 epochs\nvisualize layer 1",
  },
  "repeated-option": {
    means: "Give an option once: only one of the two can apply.",
    wrong: "data pets from folder { batch 8; batch 16 }",
    right: "data pets from folder { batch 16 }",
  },
  "repeated-metric": {
    means: "The same metric twice makes two equal columns.",
    wrong: "fine_tune 1 epochs metric f1 f1",
    right: "fine_tune 1 epochs metric f1",
  },
  "repeated-method": {
    means: "The same method twice makes the same picture twice.",
    wrong: "fine_tune 1 epochs\nexplain worst 9 with gradcam gradcam",
    right: "fine_tune 1 epochs\nexplain worst 9 with gradcam",
  },
  "unused-statement": {
    means: "No step uses it, because another takes its place before one does, or because no step follows.",
    wrong: "data pets from folder\nmodel resnet18\nmodel resnet34 pretrained",
    right: "data pets from folder\nmodel resnet34 pretrained",
  },
  "late-statement": {
    means: "It applies to the whole experiment, and the steps before it ran without it: put it at the top of the file.",
    wrong: "fine_tune 1 epochs\nseed 7",
    right: "seed 7",
  },
  "column-without-csv": {
    means: "The column that says which images are for validation is one of the table that the labels come from.",
    wrong: "data pets from folder { labels from folder; split by column is_valid }",
    right: 'data pets from folder {\n  labels from csv "labels.csv"\n  split by column is_valid\n}',
  },
  "repeated-corruption": {
    means: "The same corruption twice makes two equal rows.",
    wrong: "fine_tune 1 epochs\nevaluate corrupted fog fog",
    right: "fine_tune 1 epochs\nevaluate corrupted fog",
  },
  "ignored-option": {
    means: "Data that `evaluate on` names is not trained on: only its option `labels` has an effect.",
    wrong: `${start}fine_tune 1 epochs\ndata others from folder "pets" { batch 8 }\nevaluate on others`,
    right: `${start}fine_tune 1 epochs\ndata others from folder "pets"\nevaluate on others`,
    isWhole: true,
  },
  "own-data": {
    means: "Metrics on training images do not show how the model does on other images. `evaluate` alone measures on those held out.",
    wrong: "fine_tune 1 epochs\nevaluate on pets",
    right: "fine_tune 1 epochs\nevaluate",
  },
  "presize-too-small": {
    means: "Images are first made of the size of `presize`, then cropped to that of `resize`, which cannot be larger.",
    wrong: "data pets from folder { resize 224px; presize 128px }",
    right: "data pets from folder { resize 224px; presize 448px }",
  },
  "no-published-weights": {
    means: "`pretrained` alone starts from published ImageNet weights. Nobody published such weights for this model.",
    wrong: "model resnet20 pretrained\nfit_one_cycle 1 epochs",
    right: "model resnet20\nfit_one_cycle 1 epochs",
  },
  "fine-tune-untrained": {
    means: "`fine_tune` first trains the head alone, on what the layers below have learned. Random weights have learned nothing.",
    wrong: "model resnet34\nfine_tune 1 epochs",
    right: "model resnet34\nfit_one_cycle 1 epochs",
  },
  "nothing-trained": {
    means: "`every epoch` shows what the training before it changed, and there is none. Put the statement after the training.",
    wrong: "visualize layer 1 every epoch\nfine_tune 1 epochs",
    right: "fine_tune 1 epochs\nvisualize layer 1 every epoch",
  },
  "missing-channels": {
    means:
      "An animation follows the same channels from frame to frame. The most active channels change as the model learns, so name those to follow. Only `filters` has room for all.",
    wrong: "fine_tune 1 epochs\nvisualize layer 3 every epoch patches 9",
    right: "fine_tune 1 epochs\nvisualize layer 3 every epoch patches 9 channels 0 1 2 3",
  },
  "untrained-model": {
    means: "Before any training, a new head guesses, and random layers show noise.",
    wrong: "evaluate metric accuracy\nfine_tune 1 epochs",
    right: "fine_tune 1 epochs\nevaluate metric accuracy",
  },
} satisfies Record<keyof typeof order, Explanation>;

import type { files } from "../files.ts";
import type { Explanation } from "./explanation.ts";

export const explainedFiles = {
  "missing-folder": {
    means: "There is no folder at this path. Paths begin at the folder that the experiment is in, not at that of the terminal.",
    wrong: "data pest from folder",
    right: "data pets from folder",
  },
  "missing-file": {
    means: "There is no file at this path. Paths begin at the folder that the experiment is in, not at that of the terminal.",
    wrong: 'predict "phot.jpg"',
    right: 'predict "photo.jpg"',
  },
  "not-a-folder": {
    means: "Images are read from a folder, with all folders in it.",
    wrong: 'data pets from folder "photo.jpg"',
    right: 'data pets from folder "pets"',
  },
  "not-a-file": {
    means: "Weights and tables are files: name the file, not the folder that it is in.",
    wrong: 'model resnet34 pretrained from "pets"',
    right: 'model resnet34 pretrained from "weights.safetensors"',
  },
  "wrong-file-type": {
    means: "The ending of a file name gives its format, and this format is not supported here. The message lists those that are.",
    wrong: 'predict "notes.txt"',
    right: 'predict "photo.jpg"',
  },
  "unusable-weights": {
    means:
      "The names and shapes in the file are compared with those of the model, and its body must match exactly. The message says what the file has, and which model fits, if one does.",
    wrong: 'model resnet18 pretrained from "weights.safetensors"',
    right: 'model resnet34 pretrained from "weights.safetensors"',
  },
  "images-differ": {
    means:
      "The file of weights records the size, the method and the normalization of the images that they were trained on. On other images the model may be wrong and sure of it. Without `resize`, the recorded size and method are used.",
    wrong: 'data pets from folder { resize 224px }\nmodel resnet34 pretrained from "weights.safetensors"\nevaluate metric accuracy',
    right: 'data pets from folder\nmodel resnet34 pretrained from "weights.safetensors"\nevaluate metric accuracy',
    isWhole: true,
  },
} satisfies Record<keyof typeof files, Explanation>;

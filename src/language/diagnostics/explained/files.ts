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
    means: "What a file holds is told by the ending of its name, and this one cannot be read here. The message lists those that can.",
    wrong: 'predict "notes.txt"',
    right: 'predict "photo.jpg"',
  },
} satisfies Record<keyof typeof files, Explanation>;

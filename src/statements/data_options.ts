import { choice, count, fraction, name, pattern, pixels, quantity, type Slot, text } from "../language/slots.ts";
import { type AugmentSpec, augmentDefaults, type ResizeMethod } from "../program/program.ts";
import { option } from "./statement.ts";

/** How images come into their square. */
export const resizeMethods = {
  crop: "fills the square and crops, at random in training and in the center in validation",
  squish: "ignores the aspect",
  pad: "fits the image in and reflects its edges",
} as const satisfies Record<ResizeMethod, string>;

const share = (what: string, example: string) => fraction(what, 0, 1, example);
const { flip, rotate, zoom, warp, brightness, contrast, probability } = augmentDefaults;

/** fastai's `aug_transforms`: each row overrides one of its defaults. */
const augmentOptions = {
  flip: option({
    forms: { flip: "<flip>", off: "off" },
    slots: { flip: share("probability of a flip", "50%") },
    doc: "Probability that an image is mirrored.",
    default: `${flip * 100}%`,
  }),
  rotate: option({
    forms: { rotate: "<rotate>", off: "off" },
    slots: { rotate: quantity({ what: "rotation angle", units: { "": 1, deg: 1 }, range: [0, 180], example: "10deg" }) },
    doc: "Greatest rotation, either way.",
    default: `${rotate}deg`,
  }),
  zoom: option({
    forms: { zoom: "<zoom>", off: "off" },
    slots: { zoom: quantity({ what: "zoom factor", units: { "": 1 }, range: [1, 10], example: "1.1" }) },
    doc: "Greatest magnification; 1 is none.",
    default: String(zoom),
  }),
  warp: option({
    forms: { warp: "<warp>", off: "off" },
    slots: { warp: share("amount of warp", "0.2") },
    doc: "Greatest change of perspective.",
    default: String(warp),
  }),
  brightness: option({
    forms: { brightness: "<brightness>", off: "off" },
    slots: { brightness: share("change of brightness", "0.2") },
    doc: "Greatest change of brightness.",
    default: String(brightness),
  }),
  contrast: option({
    forms: { contrast: "<contrast>", off: "off" },
    slots: { contrast: share("change of contrast", "0.2") },
    doc: "Greatest change of contrast.",
    default: String(contrast),
  }),
  probability: option({
    forms: { probability: "<probability>" },
    slots: { probability: share("probability", "75%") },
    doc: "Probability of each of the other changes.",
    default: `${probability * 100}%`,
  }),
} satisfies Record<keyof AugmentSpec, unknown>;

export const dataOptions = {
  labels: option({
    forms: {
      folder: "from folder",
      outer: "from folder outer",
      regex: "from name <pattern>",
      case: "from case upper <upper> lower <lower>",
      csv: "from csv <file> [image <image>] [label <label>]",
    },
    slots: {
      pattern: pattern("regular expression in quotes", '"(.+)_[0-9]+"'),
      upper: name("label", "cat"),
      lower: name("label", "dog"),
      file: text("path of a CSV file in quotes", '"labels.csv"', "table"),
      image: { ...name("column", "file"), known: "columns of the table" } as Slot<string>,
      label: { ...name("column", "breed"), known: "columns of the table" } as Slot<string>,
    },
    doc: "The source of an image's label: its folder, or with `outer` the outermost folder in which images differ (folders of a split left out), the first group of a regular expression matched with its file name, whether its file name begins with a capital letter, or a CSV file with a column of images and a column of labels.",
    default: "inferred from the folder, and printed",
  }),
  split: option({
    forms: {
      fraction: "<share> [seed <seed>]",
      folder: "by folder [train <train>] [valid <valid>]",
      column: "by column <column>",
    },
    slots: {
      share: fraction("share of validation images", 0.001, 0.9, "20%"),
      seed: count("seed", 0, 2 ** 32 - 1, "42"),
      train: { ...name("folder", "train"), known: "folders of the data" } as Slot<string>,
      valid: { ...name("folder", "valid"), known: "folders of the data" } as Slot<string>,
      column: { ...name("column", "is_valid"), known: "columns" } as Slot<string>,
    },
    doc: "The images for validation: a share drawn at random, those of a folder, or those that a column of the CSV file marks.",
    default: "20%, or the folders that are named like parts of a split, or the column `is_valid`, if there are any",
  }),
  resize: option({
    forms: { size: "<size> [<method>]" },
    slots: {
      size: pixels("image size", 8, 4096, "224px"),
      method: choice("resize method", () => Object.keys(resizeMethods) as ResizeMethod[], "unknown-method", "crop"),
    },
    doc: "The square that the model sees. `crop` fills it and crops, at random in training and in the center in validation; `squish` ignores the aspect; `pad` fits the image in and reflects its edges.",
    default: "what the file of weights records; else 224px crop, or the median size of the images if that is smaller",
  }),
  presize: option({
    forms: { size: "<size>" },
    slots: { size: pixels("image size", 8, 8192, "460px") },
    doc: "Size of the square that augmentation reads from when it makes that of `resize`, so that what it magnifies stays sharp. More than twice the size of `resize` counts as twice.",
    default: "images are decoded to the size needed",
  }),
  augment: option({
    forms: { defaults: "", off: "off" },
    slots: {},
    block: augmentOptions,
    doc: "Changes the training images a little, at random, each time they are seen: fastai's `aug_transforms`. Braces override its defaults.",
    default: "images are only cropped",
  }),
  batch: option({
    forms: { images: "<images>" },
    slots: { images: count("number of images", 1, 65_536, "64") },
    doc: "Images per step: at least 2 to train.",
    default: "64, or down to 8 if an epoch would have fewer than 20 steps",
  }),
  workers: option({
    forms: { workers: "<workers>" },
    slots: { workers: count("number of workers", 1, 256, "4") },
    doc: "Threads that decode and augment images. The numbers do not depend on it.",
    default: "one for each core, at most 4",
  }),
  cache: option({
    forms: { bytes: "<bytes>" },
    slots: {
      bytes: quantity({
        what: "amount of memory",
        units: { MB: 1e6, MiB: 2 ** 20, GB: 1e9, GiB: 2 ** 30, TB: 1e12 },
        range: [1e6, 1e12],
        example: "2GB",
      }),
    },
    doc: "The most memory for decoded images.",
    default: "a quarter of the free memory, at most 4GiB",
  }),
};

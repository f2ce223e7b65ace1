import { basename } from "node:path";
import { expVersion } from "../../common/version.ts";
import { imagenet } from "../../inputs/image/pixels/imagenet.ts";
import type { ResizeMethod } from "../../program/program.ts";

/** What a file of weights says of how its model saw images; null if it does not say, as no file of torch does. */
export interface Recorded {
  /** Side of the square, pixels. */
  imageSize: number | null;
  resize: ResizeMethod | null;
  /** Per channel, of RGB in [0, 1]: `[mean, deviation]`. */
  normalize: readonly (readonly number[])[] | null;
}

/** What weights are of: the experiment's file, and the data that they were trained on. */
interface Made {
  file: string;
  data: { imageSize: number; resize: ResizeMethod };
}

/**
 * The metadata of weights.safetensors, best.safetensors and checkpoints, all texts: `exp` (the version), `experiment` (the file's name, without its folder:
 * the same experiment gives the same bytes wherever it is), what the task says of the `head`, `image_size` (pixels), `resize` (crop, squish or pad) and `normalize`
 * (JSON: mean and standard deviation of each channel). README.md documents them.
 */
export const metadataOf = ({ file, data }: Made, head: Record<string, string>): Record<string, string> => ({
  exp: expVersion(),
  experiment: basename(file),
  ...head,
  image_size: String(data.imageSize),
  resize: data.resize,
  normalize: JSON.stringify([imagenet.mean, imagenet.deviation]),
});

const methods = { crop: true, squish: true, pad: true } as const satisfies Record<ResizeMethod, true>;

/** Reads what `metadataOf` wrote; what is missing or invalid is null. */
export function recordedIn(metadata: Readonly<Record<string, string>>): Recorded {
  const imageSize = Number(metadata.image_size);
  const normalize = parsed(metadata.normalize);
  return {
    imageSize: Number.isInteger(imageSize) && imageSize >= 8 && imageSize <= 4096 ? imageSize : null,
    resize: Object.hasOwn(methods, metadata.resize ?? "") ? (metadata.resize as ResizeMethod) : null,
    normalize: Array.isArray(normalize) && normalize.length === 2 && normalize.every(isTriple) ? normalize : null,
  };
}

const isTriple = (value: unknown): value is number[] => Array.isArray(value) && value.length === 3 && value.every(Number.isFinite);

function parsed(text = ""): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** How images are made for a model; null if it is left open. */
export interface SeenImages {
  imageSize: number | null;
  resize: ResizeMethod | null;
}

/** What to warn of where a file records other images than those that the model is to see, in a sentence; empty if it does not. */
export function otherImages(path: string, metadata: Readonly<Record<string, string>>, seen: SeenImages): string[] {
  const differences = differencesOf(recordedIn(metadata), seen);
  return differences.length > 0 ? [`\`${path}\` learned from images ${differences.join(", ")}`] : [];
}

/** What differs between how a model saw images and how it is to see them now, as people read it: `256 px, not 224 px`. */
export function differencesOf(recorded: Recorded, now: SeenImages): string[] {
  const { imageSize, resize, normalize } = recorded;
  const other = normalize && JSON.stringify(normalize) !== JSON.stringify([imagenet.mean, imagenet.deviation]);
  return [
    ...(imageSize !== null && now.imageSize !== null && imageSize !== now.imageSize ? [`of ${imageSize} px, not ${now.imageSize} px`] : []),
    ...(resize !== null && now.resize !== null && resize !== now.resize ? [`resized by ${resize}, not ${now.resize}`] : []),
    ...(other ? [`normalized by mean ${normalize[0].join(" ")} and deviation ${normalize[1].join(" ")}, not ImageNet's`] : []),
  ];
}

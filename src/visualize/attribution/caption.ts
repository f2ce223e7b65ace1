import { basename } from "node:path";
import type { Model } from "../../models/model.ts";
import type { ExplainStep } from "../../plan/plan.ts";
import type { Prediction } from "../../run/events.ts";
import type { Method } from "./method.ts";
import { type Explained, scalesOf } from "./picture.ts";

interface Told {
  step: Pick<ExplainStep, "what" | "methods" | "of">;
  model: Model;
  imageSize: number;
  predictions: readonly Prediction[];
  /** The class that is asked about, of each image, and its probability. */
  asked: readonly { class: string; probability: number }[];
  explained: readonly Explained[];
  methods: readonly Method[];
}

/** The title of a picture, what it shows and how it was made, and what stands for it where it cannot be seen. */
export function captionOf(told: Told): { title: string; caption: string; alt: string } {
  const { step, predictions, methods } = told;
  const shown = step.what.kind === "worst" ? `worst ${predictions.length}` : basename(step.what.path);
  const images = predictions.map((prediction, i) => imageText(prediction, i, told)).join("; ");
  const caption = [
    `${opening(told)}${images}.`,
    `${predictions.length > 1 ? "Each image stands" : "The image stands"} beside ${listed(methods.map(({ title }) => title))}${methods.length > 1 ? ", from left to right" : ""}, for ${subjectOf(step.of)}.`,
    ...methods.map((method, m) => methodText(method, m, told)),
    methods.some(({ signed }) => signed)
      ? "Warm colours speak for the class, cool ones against it; the scale is in per cent."
      : "The warmer a place, the more it counts; the scale is in per cent.",
  ].join(" ");
  const alt = `${predictions.length > 1 ? `${predictions.length} images` : "An image"} and where ${listed(methods.map(({ title }) => title))} ${methods.length > 1 ? "find" : "finds"} what speaks for ${subjectOf(step.of)}: ${images}`;
  return { title: `${shown} with ${step.methods.join(" ")}`, caption, alt };
}

const opening = ({ step: { what }, predictions }: Told): string =>
  what.kind === "worst" ? `The validation ${predictions.length > 1 ? "images" : "image"} with the greatest loss, greatest first: ` : "";

/** `1 beagle taken for pug, 87 %`; with the class that is asked about, where that is another. */
function imageText({ path, actual, predicted, probability }: Prediction, i: number, { predictions, asked, step }: Told): string {
  const number = predictions.length > 1 ? `${i + 1} ` : "";
  const name = step.what.kind === "path" ? `${basename(path)} ` : "";
  const seen =
    actual === null ? `seen as ${predicted}` : actual === predicted ? `${actual}, seen as such` : `${actual} taken for ${predicted}`;
  const other = asked[i].class === predicted ? "" : ` (${asked[i].class}: ${percent(asked[i].probability)})`;
  return `${number}${name}${seen}, ${percent(probability)}${other}`;
}

const subjectOf = (of: ExplainStep["of"]): string =>
  of.kind === "class" ? `the class ${of.name}` : of.kind === "actual" ? "the class that it shows" : "the class that the model predicts";

function methodText({ title, scale, places }: Method, m: number, { model, imageSize, explained, methods }: Told): string {
  const where = places ? ` (${places(model, imageSize)})` : "";
  const subject = `${title[0].toUpperCase()}${title.slice(1)}${where}`;
  if (scale === "own") return `${subject}: 100 is the greatest of each image.`;
  const [greatest] = scalesOf(explained, methods)[0].slice(m);
  return `${subject}: 100 is a change of the probability by ${percent(greatest)}, the greatest of all images shown.`;
}

/** Never 100 % where it is not, nor 0 %. */
function percent(share: number): string {
  if (share > 0.999 && share < 1) return "> 99.9 %";
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(share > 0.995 || share < 0.0995 ? 1 : 0)} %`;
}
const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");

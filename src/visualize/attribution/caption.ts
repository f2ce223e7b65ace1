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
  const several = predictions.length > 1;
  const labels = labelsOf(told);
  const caption = [
    opening(told),
    several
      ? "Above each stand its class, where it is known, the class that the model sees in it, where that is another, and how probable that is to the model."
      : `${labels[0]}.`,
    `${several ? "Each image stands" : "The image stands"} beside what speaks for ${subjectOf(step.of)}.`,
    ...methods.map((method, m) => methodText(method, m, told)),
    ownScale(methods),
    methods.some(({ signed }) => signed)
      ? "Warm colours speak for the class, cool ones against it."
      : "The warmer a place, the more it counts.",
  ];
  const alt = `${several ? `${predictions.length} images` : "An image"} and where ${listed(methods.map(({ title }) => title))} ${methods.length > 1 ? "find" : "finds"} what speaks for ${subjectOf(step.of)}: ${labels.join("; ")}`;
  return { title: `${shown} with ${step.methods.join(" ")}`, caption: caption.filter(Boolean).join(" "), alt };
}

const opening = ({ step: { what }, predictions }: Told): string =>
  what.kind === "worst" ? `The validation ${predictions.length > 1 ? "images" : "image"} with the greatest loss, greatest first.` : "";

/** Of each image, `boxer → pug 87 %`, or only the class that the model sees where it is right; with the class that is asked about, where that is another. */
export function labelsOf({ step, predictions, asked }: Pick<Told, "step" | "predictions" | "asked">): string[] {
  return predictions.map(({ path, actual, predicted, probability }, i) => {
    const name = step.what.kind === "path" ? `${basename(path)}: ` : "";
    const seen = actual === null || actual === predicted ? predicted : `${actual} → ${predicted}`;
    const other = asked[i].class === predicted ? "" : ` (${asked[i].class} ${percent(asked[i].probability)})`;
    return `${name}${seen} ${percent(probability)}${other}`;
  });
}

const subjectOf = (of: ExplainStep["of"]): string =>
  of.kind === "class" ? `the class ${of.name}` : of.kind === "actual" ? "the class that it shows" : "the class that the model predicts";

/** Where the places of a method lie, and what its numbers are, where that does not go without saying. */
function methodText({ title, scale, places }: Method, m: number, { model, imageSize, explained, methods }: Told): string {
  const subject = `${title[0].toUpperCase()}${title.slice(1)}`;
  const where = places?.(model, imageSize);
  if (scale === "own") return where ? `${subject} tells of ${where}.` : "";
  const [greatest] = scalesOf(explained, methods)[0].slice(m);
  return `${subject}${where ? ` (${where})` : ""}: 100 % is a change of the probability by ${percent(greatest)}, the greatest of all images shown.`;
}

function ownScale(methods: readonly Method[]): string {
  const own = methods.filter(({ scale }) => scale === "own");
  if (own.length === 0) return "";
  return `100 % is the greatest of each map${own.length < methods.length ? ` of ${listed(own.map(({ title }) => title))}` : ""}.`;
}

/** Never 100 % where it is not, nor 0 %. */
function percent(share: number): string {
  if (share > 0.999 && share < 1) return "> 99.9 %";
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(share > 0.995 || share < 0.0995 ? 1 : 0)} %`;
}
const listed = (names: readonly string[]): string =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} and ${names.at(-1)}` : (names[0] ?? "");

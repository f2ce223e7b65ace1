import { basename } from "node:path";
import { capitalised, listed } from "../../common/words.ts";
import type { Model } from "../../models/model.ts";
import type { ExplainedClass, ExplainedImages } from "../../steps/explain/spec.ts";
import type { Prediction } from "../../tasks/classification/prediction.ts";
import { meaningsOf } from "./meaning.ts";
import type { Method } from "./method.ts";
import { brightest, type Explained, scalesOf } from "./scale.ts";

interface CaptionInput {
  step: { what: ExplainedImages; methods: readonly string[]; of: ExplainedClass };
  model: Model;
  imageSize: number;
  predictions: readonly Prediction[];
  /** The class that is asked about, of each image, and its probability. */
  asked: readonly { class: string; probability: number }[];
  explained: readonly Pick<Explained, "maps">[];
  methods: readonly Method[];
}
type Labeled = Pick<CaptionInput, "step" | "predictions" | "asked">;

/** The title of a picture, what it shows and how it was made, and its alternative text. */
export function captionOf(input: CaptionInput): { title: string; caption: string; alt: string } {
  const { step, predictions, methods } = input;
  const shown = step.what.kind === "worst" ? `worst ${predictions.length}` : basename(step.what.path);
  const several = predictions.length > 1;
  const maps = methods.length > 1 ? "heat maps" : "heat map";
  const caption = [
    opening(input),
    several ? labelsText(input) : imageText(input),
    `${several ? "Each image is" : "The image is"} beside its ${maps} for ${subjectOf(step.of)}.`,
    ...methods.map((method, m) => methodText(method, m, input)),
    ownScale(methods),
    ...meaningsOf(methods).map(({ text, names }) => text(names)),
  ];
  const alt = `${several ? `${predictions.length} images and their` : "An image and its"} ${maps} for ${subjectOf(step.of)}, by ${listed(methods.map(({ title }) => title))}: ${labelsOf(input).join("; ").replaceAll("\n", ", ")}`;
  return { title: `${shown} with ${step.methods.join(" ")}`, caption: caption.filter(Boolean).join(" "), alt };
}

function opening({ step: { what }, predictions }: CaptionInput): string {
  if (what.kind !== "worst") return "";
  const wrong = predictions.filter(({ actual, predicted }) => actual !== predicted).length;
  if (wrong === 0) return predictions.length > 1 ? "None was wrong; the least sure:" : "None was wrong; the least sure one.";
  if (wrong === 1 && predictions.length === 1) return "The validation image that the model is most wrong about.";
  const rest = wrong < predictions.length ? " Then those that it is right about and least sure of." : "";
  return `${wrong === 1 ? "The one validation image" : `The ${wrong} validation images`} that the model is ${rest ? "" : "most "}wrong about${wrong > 1 ? ", greatest loss first" : ""}.${rest}`;
}

const asksAnother = ({ predictions, asked }: Labeled, i: number): boolean => asked[i].class !== predictions[i].predicted;

/** Of each image two lines: `predicted pug 87 %, actual boxer`, with the class that is asked about where that is another; and `loss 2.04, dog/7.png`. */
export function labelsOf(input: Labeled): string[] {
  return input.predictions.map(({ path, actual, predicted, probability, loss }, i) => {
    const { class: asked, probability: its } = input.asked[i];
    const known = actual === null ? "" : actual === predicted ? ", right" : `, actual ${actual}`;
    const another = asksAnother(input, i) ? ` (${asked} ${percent(its)})` : "";
    const lossText = loss === undefined || !Number.isFinite(loss) ? "" : `loss ${loss.toFixed(2)}, `;
    return `predicted ${predicted} ${percent(probability)}${known}${another}\n${lossText}${basename(path)}`;
  });
}

/** What the labels of several images say. */
function labelsText(input: Labeled): string {
  const another = input.asked.some((_, i) => asksAnother(input, i))
    ? "; in brackets the class that is explained, if the model predicts another, and its probability"
    : "";
  return `Above each are the class that the model predicts, its probability, and the actual class, if it is known${another}; and the loss and the name of the file.`;
}

/** What the label of one image says. */
function imageText(input: Labeled): string {
  const [{ path, actual, predicted, probability }] = input.predictions;
  const [{ class: asked, probability: its }] = input.asked;
  const known = actual === null ? "" : actual === predicted ? ", which is right" : `, but its class is ${actual}`;
  const another = asksAnother(input, 0) ? `; ${asked}, which is asked about, has ${percent(its)}` : "";
  return `${basename(path)}: the model sees ${predicted} in it (${percent(probability)})${known}${another}.`;
}

const subjectOf = (of: ExplainedClass): string =>
  of.kind === "class" ? `the class ${of.name}` : of.kind === "actual" ? "the class that it shows" : "the class that the model predicts";

/** What the scale leaves beyond its end. */
const beyond = `at most one place in ${Math.round(1 / (1 - brightest))}`;

/** Where the places of a method lie, and what its numbers are, where that does not go without saying. */
function methodText({ title, scale, places }: Method, m: number, { model, imageSize, explained, methods }: CaptionInput): string {
  const where = places?.(model, imageSize);
  if (scale === "own") return where ? `${capitalised(title)} is of ${where}.` : "";
  const [end] = scalesOf(explained, methods)[0].slice(m);
  return `${capitalised(title)}${where ? ` (${where})` : ""}: 100 % is a change of the probability by ${percent(end)}, which ${beyond} of any image exceeds.`;
}

function ownScale(methods: readonly Method[]): string {
  const own = methods.filter(({ scale }) => scale === "own");
  if (own.length === 0) return "";
  const which = own.length < methods.length ? ` of ${listed(own.map(({ title }) => title))}` : "";
  return `Each map${which} has its own scale: 100 % is what ${beyond} of it exceeds.`;
}

/** Never 0 % where it is not, nor 100 %: what is 1 in float32 hardly is. */
function percent(share: number): string {
  if (share > 0.999) return "> 99.9 %";
  if (share > 0 && share < 0.001) return "< 0.1 %";
  return `${(100 * share).toFixed(share > 0.995 || share < 0.0995 ? 1 : 0)} %`;
}

import type { Argument } from "../../language/argument.ts";
import type { Report } from "../../language/diagnostics/index.ts";
import type { Taken } from "../../language/forms.ts";
import { count, type Slot, text } from "../../language/slots.ts";
import type { Layer, LayerPicture } from "../../models/model.ts";
import { modelLayers } from "../../statements/lists.ts";
import { existingImage } from "../../statements/paths.ts";
import { type BoundStatement, defineStatement, option } from "../../statements/statement.ts";
import { defaultPatches } from "../../visualize/patches.ts";
import type { PictureSpec, VisualizeSpec } from "./spec.ts";

const number = count("layer", 0, 10_000, "1");
const isName = (value: Argument): boolean => (value.kind === "word" && value.name !== "layer") || value.kind === "text";
const read = (value: Argument, report: Report): number | string | null => {
  if (value.kind === "quantity") return number.read(value, report);
  return value.kind === "word" ? value.name : value.kind === "text" ? value.text : null;
};

const layer: Slot<number | string> = {
  ...number,
  what: "a layer of the model",
  takes: "its number, or its name as `exp plan` lists them",
  dotted: true,
  known: "layer numbers",
  fits: value => value.kind === "quantity" || isName(value),
  read,
};
const name: Slot<number | string> = {
  ...layer,
  what: "the name of a layer",
  example: "conv1",
  takes: "as `exp plan` lists them",
  known: "layer names",
  fits: isName,
};

const mostPatches = 25;
const defaultSteps = 128;

const options = {
  filters: option({
    forms: { filters: "" },
    slots: {},
    doc: "The weights of a layer that sees the pixels, as images.",
    default: "drawn of layer 1, unless another option is given",
  }),
  patches: option({
    forms: { patches: "[<patches>]" },
    slots: { patches: count("number of patches", 1, mostPatches, String(defaultPatches)) },
    doc: "For each channel, the patches of validation images that excite it most, one per image. A patch is the receptive field of the unit, or the whole image if the field is larger. The activation is below it; the place of the unit is marked in large fields.",
    default: `${defaultPatches} are drawn of the layers after layer 1, unless another option is given`,
  }),
  deconv: option({
    forms: { deconv: "" },
    slots: {},
    doc: "Beside each patch, the part that excites the channel: the activation carried back to the pixels through the pooling's switches, rectification and transposed filters (Zeiler and Fergus, 2013).",
    default: "the patches alone",
  }),
  activations: option({
    forms: { image: "of <image>" },
    slots: { image: text("path of an image in quotes", '"photo.jpg"', "image") },
    doc: "The map of each channel for one image: where it responds, and how much.",
    default: "no maps are drawn",
  }),
  maximize: option({
    forms: { steps: "[<steps> steps]" },
    slots: { steps: count("number of steps", 1, 10_000, String(defaultSteps)) },
    doc: "An image made to excite each channel, by gradient ascent on Fourier coefficients of decorrelated colors, under jitter (Olah, Mordvintsev and Schubert, 2017), with its activation. The caption names the channels that more steps would excite more.",
    default: "none are made",
  }),
  channels: option({
    also: ["channel"],
    forms: { channels: "<channel> [<channel>]*" },
    slots: { channel: count("number of a channel", 0, 100_000, "0") },
    doc: "Which channels to show, numbered from 0.",
    default: "the most active, as many as a picture holds",
  }),
};

/** Options that draw a picture. */
const drawn = ["filters", "patches", "deconv", "activations", "maximize"] as const satisfies readonly LayerPicture[];

/** What is drawn of a layer where nothing is asked for, by the first that it shows. */
const unasked: { [K in LayerPicture]?: PictureSpec } = {
  filters: { kind: "filters" },
  patches: { kind: "patches", count: defaultPatches, deconv: false },
  maximize: { kind: "maximize", steps: defaultSteps },
};

export const visualize = defineStatement({
  name: "visualize",
  role: "step",
  needs: ["data", "model"],
  forms: {
    number: "layer <layer>",
    name: "<name>",
    numberEveryEpoch: "layer <layer> every epoch",
    nameEveryEpoch: "<name> every epoch",
  },
  slots: { layer, name },
  options,
  doc: "Shows what a layer has learned: the filters of a layer that sees the pixels, else for each channel the nine image patches that excite it most (Zeiler and Fergus, 2013). An option draws something else instead. `every epoch` shows how all training before it changed the layer: an animation with a frame before the first epoch and one after each, and the first beside the last. Except with `filters`, it needs `channels`, as the most active channels change during training.",
  example: "visualize layer 4 patches 9 deconv",
  read(bound, { folder, report, model, trained }): VisualizeSpec | null {
    const { head, keyword, statement, options } = bound;
    const asked = head?.slots.layer ?? head?.slots.name;
    const pictures = readPictures(bound, folder, report);
    if (!asked || !model) return null;
    const found = findLayer(asked, model.name, report);
    if (!found) return null;
    const channels = readChannels(options.channels?.match?.all.channel, found, report);
    const unavailable = (option: LayerPicture | null) => ({ option, layer: found, model: model.name, layers: modelLayers(model.name) });
    for (const option of drawn)
      if (options[option] && !found.shows.includes(option)) report("picture-unavailable", options[option].name.span, unavailable(option));
    if (!trained && !model.pretrained)
      report("untrained-model", keyword.span, { step: "visualize", what: "the weights are random, and the picture noise" });
    if (!pictures) return null;
    const byDefault = found.shows.map(kind => unasked[kind]).find(picture => picture !== undefined);
    if (!byDefault) {
      report("picture-unavailable", keyword.span, unavailable(null));
      return null;
    }
    // The two words at the end of its form.
    const [first, last] = statement.values.slice(-2).map(({ span }) => span);
    const every = head?.form.endsWith("EveryEpoch") ? { start: first.start, end: last.end } : null;
    const spec = {
      layer: found.name,
      pictures: pictures.length > 0 ? pictures : [byDefault],
      channels,
      everyEpoch: every !== null,
    };
    if (every && !trained) report("nothing-trained", every, { what: "`every epoch`" });
    const varying = spec.pictures.find(({ kind }) => kind !== "filters");
    if (every && varying && !options.channels) report("missing-channels", every, { kind: varying.kind });
    return { kind: "visualize", span: statement.span, ...spec };
  },
});

type Options = BoundStatement<typeof visualize.slots, keyof typeof visualize.forms, typeof options>["options"];

/** The layer of that number or name; null where there is none, which is reported. */
function findLayer({ value, span }: Taken<number | string>, model: string, report: Report): Layer | null {
  const layers = modelLayers(model);
  const found = layers.find(({ number, name }) => value === name || value === number);
  if (!found) {
    const numbered = layers.flatMap(({ number, name }) => (number === null ? [] : [`${number} ${name}`]));
    report("unknown-layer", span, { layer: String(value), model, layers: layers.map(({ name }) => name), numbered });
  }
  return found ?? null;
}

/** What is asked for, in the order in which it is drawn; null where something of it is wrong, which has been reported. */
function readPictures({ options }: { options: Options }, folder: string, report: Report): PictureSpec[] | null {
  const { filters, patches, deconv, activations, maximize } = options;
  const pictures: PictureSpec[] = [];
  if (filters) pictures.push({ kind: "filters" });
  if (patches || deconv)
    pictures.push({ kind: "patches", count: patches?.match?.slots.patches?.value ?? defaultPatches, deconv: deconv !== undefined });
  const image = activations?.match?.slots.image;
  const path = image && existingImage({ path: image.value, folder, span: image.span }, report);
  if (activations && !path) return null;
  if (path) pictures.push({ kind: "activations", image: path });
  if (maximize) pictures.push({ kind: "maximize", steps: maximize.match?.slots.steps?.value ?? defaultSteps });
  return pictures;
}

/** Each channel once, in the order of the text. */
function readChannels(taken: Taken<number>[] | undefined, { name, channels }: Layer, report: Report): number[] | null {
  for (const { value, span } of taken ?? [])
    if (value >= channels) report("unknown-channel", span, { channel: value, layer: name, channels });
  return taken ? [...new Set(taken.map(({ value }) => value))] : null;
}

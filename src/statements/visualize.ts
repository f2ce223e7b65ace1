import type { VisualizeSpec } from "../language/program.ts";
import { count, type Slot } from "../language/slots.ts";
import { layerNames } from "./lists.ts";
import { defineStatement } from "./statement.ts";

const number = count("layer", 0, 10_000, "1");

/** A number; a name is let through, so that the message can say which number it has. */
const layer: Slot<number | string> = {
  ...number,
  what: "the number of a layer",
  takes: "a layer of the model",
  fits: value => value.kind === "quantity" || value.kind === "word",
  read: (value, report) => (value.kind === "word" ? value.name : number.read(value, report)),
};

export const visualize = defineStatement({
  name: "visualize",
  role: "step",
  needs: ["data", "model"],
  forms: { layer: "layer <layer>" },
  slots: { layer },
  options: {},
  doc: "Shows what a layer has learned: its filters where it sees the pixels, else for each channel the nine image patches that excite it most (Zeiler and Fergus, 2013).",
  example: "visualize layer 1",
  read({ head, keyword, statement }, { report, model, trained }): VisualizeSpec | null {
    const said = head?.slots.layer;
    if (!said || !model) return null;
    const layers = layerNames(model.name);
    if (typeof said.value === "string" || said.value < 1 || said.value > layers.length) {
      report("unknown-layer", said.span, { layer: String(said.value), model: model.name, layers });
      return null;
    }
    if (!trained && !model.pretrained)
      report("untrained-model", keyword.span, { step: "visualize", what: "the weights are random, and the picture noise" });
    return { kind: "visualize", span: statement.span, layer: said.value };
  },
});

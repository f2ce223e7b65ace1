import { inspectWeights } from "../models/weights/inspect.ts";
import { differencesOf } from "../models/weights/recorded.ts";
import type { DataSpec, ModelSpec } from "../program/program.ts";
import type { Order } from "./order.ts";

/** Reports where the data say that images are made otherwise than those that the weights learned from, as their file records. What the data leave open is taken from there. */
export function reportOtherImages({ data, model }: Order): void {
  const [seen, own] = [data?.spec as DataSpec | null | undefined, model?.spec as ModelSpec | null | undefined];
  if (!seen || !own?.pretrained || own.pretrained.from === null || model!.isWrong) return;
  const { recorded } = inspectWeights(own.pretrained.from, own.name);
  const { size, method } = seen.resize;
  const differences = differencesOf(recorded, { imageSize: size, resize: method });
  if (differences.length === 0) return;
  const resize = ["resize", `${recorded.imageSize ?? size}px`, recorded.resize ?? method ?? "crop"].join(" ");
  model!.source.report("images-differ", model!.statement.span, { differences, resize });
}

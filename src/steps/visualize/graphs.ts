import { layerNamed, type Model } from "../../models/model.ts";
import type { Costs, StepCost } from "../../plan/costs.ts";
import { validationBatches } from "../../plan/data_plan.ts";
import type { DataPlan, VisualizeStep } from "../../plan/plan.ts";
import { deconvBatch } from "../../visualize/deconv.ts";
import { mostMaximized } from "../../visualize/maximized_grid.ts";
import { channelsShown } from "../../visualize/patches.ts";
import type { PictureSpec } from "./spec.ts";

/** Graphs that a picture runs, and how often; `back` where they go back to the pixels. */
export interface GraphRuns {
  cost: StepCost;
  runs: number;
  back: boolean;
}

/** What the pictures of a step run. Filters are there already; patches and what is maximised look at the held out images first, together. */
export function visualizeRuns(
  { name, pictures, channels, frames }: VisualizeStep,
  model: Model,
  data: Pick<DataPlan, "valid" | "batchSize">,
  costs: Costs,
): GraphRuns[] {
  const layer = layerNamed(model, name);
  const { batchSize } = data;
  const shown = (most: number) => channels?.length ?? Math.min(most, layer.channels);
  const runsOf: { [K in PictureSpec["kind"]]: (spec: PictureSpec & { kind: K }) => GraphRuns[] } = {
    filters: () => [],
    patches({ count, deconv }) {
      if (!deconv) return [];
      const projections = count * shown(channelsShown(count, deconv));
      const batch = deconvBatch(batchSize);
      return [{ cost: costs.deconv(batch, name), runs: Math.ceil(projections / batch), back: true }];
    },
    activations: () => [{ cost: costs.activation(1, name), runs: 1, back: false }],
    maximize({ steps }) {
      const count = shown(mostMaximized);
      const together = Math.min(count, mostMaximized);
      return [{ cost: costs.maximize(together, name), runs: (steps + 1) * Math.ceil(count / together), back: true }];
    },
  };
  const looks = pictures.some(({ kind }) => kind === "patches" || kind === "maximize");
  const all = [
    ...(looks ? [{ cost: costs.activation(batchSize, name), runs: validationBatches(data), back: false }] : []),
    ...pictures.flatMap(spec => (runsOf[spec.kind] as (spec: PictureSpec) => GraphRuns[])(spec)),
  ];
  // A frame before the training, and one after each epoch.
  return all.map(graph => ({ ...graph, runs: graph.runs * (frames ? frames.length + 1 : 1) }));
}

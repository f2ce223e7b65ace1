import { validationBatches } from "../../plan/data_plan.ts";
import { evaluation, prediction } from "../../plan/graphs.ts";
import { methods } from "../../visualize/attribution/index.ts";
import type { GraphContext, StepGraph } from "../step.ts";
import type { ExplainStep } from "./plan.ts";

/** The search for the worst images, the predictions of all, and the methods, each with as many rows as it puts through its graph. */
export function explainGraphs({ what, images, methods: names }: ExplainStep, context: GraphContext): StepGraph[] {
  const { model, task, data } = context;
  const { batchSize, imageSize } = data;
  return [
    ...(what.kind === "worst"
      ? [{ ...evaluation(context), name: "explain: validation", batchSize, runs: validationBatches(data), goesBack: false }]
      : []),
    { ...prediction(context), name: "explain: predictions", batchSize, runs: images / batchSize, goesBack: false },
    ...names.map((name): StepGraph => {
      const method = methods[name];
      return {
        key: `explaining ${name} ${batchSize}`,
        build: () => method.graph(model, { task, batchSize, imageSize }),
        name: `explain with ${name}`,
        batchSize,
        runs: (images * method.rowsPerImage(imageSize)) / batchSize,
        // A gradient by the pixels goes through the convolutions as training does.
        goesBack: !method.forward,
      };
    }),
  ];
}

import type { Prediction } from "../tasks/classification/prediction.ts";
import type { Numbers } from "./numbers.ts";

export const predictionNumbers: Numbers<Prediction> = {
  probability: "number",
  top: [{ probability: "number" }],
  loss: "number",
  domain: { distance: "number", distancePercentile: "number", energy: "number", energyPercentile: "number" },
};

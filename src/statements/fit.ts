import { defineStatement } from "./statement.ts";
import { epochs, readTraining, trainingOptions } from "./training.ts";

export const fit = defineStatement({
  name: "fit",
  role: "training",
  needs: ["data", "model"],
  ...epochs,
  options: trainingOptions("1e-3"),
  doc: "Trains the whole model with a constant learning rate.",
  example: "fit 3 epochs rate 1e-3 metric accuracy",
  read: (said, { report }) => readTraining("fit", said, report),
});

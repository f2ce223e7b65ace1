import { defineStatement } from "../../statements/statement.ts";
import { epochs, readTraining, trainingOptions } from "../training/statement.ts";

export const fitOneCycle = defineStatement({
  name: "fit_one_cycle",
  role: "training",
  needs: ["data", "model"],
  ...epochs,
  options: trainingOptions("1e-3"),
  doc: "Trains the whole model with a one-cycle schedule: the learning rate rises over the first quarter of the steps and then falls to almost nothing, while momentum does the opposite.",
  example: "fit_one_cycle 5 epochs rate 1e-3 to 1e-2 metric accuracy",
  read: (bound, context) => readTraining("fit_one_cycle", bound, context),
});

import { defineStatement } from "../../statements/statement.ts";
import { epochs, readTraining, trainingOptions } from "../training/statement.ts";

export const fit = defineStatement({
  name: "fit",
  role: "training",
  needs: ["data", "model"],
  ...epochs,
  options: trainingOptions("1e-3"),
  doc: "Trains with a constant learning rate: the whole model, or the head alone of a pretrained one that no `fine_tune` came before. The momentum is the one that the schedule before ended with, as in fastai, or else 0.9.",
  example: "fit 3 epochs rate 1e-3 metric accuracy",
  read: (bound, context) => readTraining("fit", bound, context),
});

import { count } from "../../language/slots.ts";
import { publishedOf } from "../../models/index.ts";
import { defineStatement, option } from "../../statements/statement.ts";
import { epochs, readTraining, trainingOptions } from "../training/statement.ts";

export const fineTune = defineStatement({
  name: "fine_tune",
  role: "training",
  needs: ["data", "model"],
  ...epochs,
  options: {
    ...trainingOptions("2e-3"),
    freeze: option({
      forms: { epochs: "<epochs> epochs|epoch" },
      slots: { epochs: count("number of frozen epochs", 0, 100_000, "1") },
      doc: "Epochs that train the head alone, before those that train the whole model.",
      default: "1 epoch",
    }),
  },
  doc: "Fine-tunes a pretrained model as fastai does: first the head alone, then the whole model with a smaller learning rate the nearer a layer is to the pixels, each with a one-cycle schedule.",
  example: "fine_tune 1 epochs metric error_rate",
  read(bound, context) {
    const { report, model } = context;
    const spec = readTraining("fine_tune", bound, context);
    if (model && !model.pretrained)
      report("fine-tune-untrained", bound.keyword.span, {
        model: model.name,
        modelEnd: model.nameEnd,
        isPublished: publishedOf(model.name) !== null,
      });
    return spec && { ...spec, freezeEpochs: bound.options.freeze?.match?.slots.epochs?.value ?? null };
  },
});

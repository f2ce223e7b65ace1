import type { EvaluateSpec } from "../language/program.ts";
import { metricOption, readMetrics } from "./metric.ts";
import { hasOwnWeights } from "./model.ts";
import { defineStatement } from "./statement.ts";

export const evaluate = defineStatement({
  name: "evaluate",
  role: "step",
  needs: ["data", "model"],
  forms: { all: "" },
  slots: {},
  options: { metric: metricOption(() => [], { doc: "What to measure: one metric or several.", unsaid: "the loss alone" }) },
  doc: "Measures the model on the validation images: loss, metrics, confusion matrix and the images that it gets most wrong.",
  example: "evaluate metric accuracy f1",
  read({ keyword, options, statement }, { report, trained, model }): EvaluateSpec {
    if (!trained && model && !hasOwnWeights(model))
      report("untrained-model", keyword.span, { step: "evaluate", what: "the head of the model is still random, and its answers a guess" });
    return { kind: "evaluate", span: statement.span, metrics: readMetrics(options.metric?.match, report) };
  },
});

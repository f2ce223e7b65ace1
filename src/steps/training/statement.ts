import type { Report } from "../../language/diagnostics/index.ts";
import type { Match } from "../../language/forms.ts";
import { choice, count, fraction, quantity, type Slot } from "../../language/slots.ts";
import { optimizerNames } from "../../statements/lists.ts";
import { metricOption, readMetrics } from "../../statements/metric.ts";
import { type BoundStatement, type Context, option } from "../../statements/statement.ts";
import { defaultOptimizer } from "../../train/optimizers/index.ts";
import type { TrainSpec } from "./spec.ts";

/** What `fine_tune`, `fit` and `fit_one_cycle` have in common. */
export const epochs = {
  forms: { epochs: "<epochs> epochs|epoch" },
  slots: { epochs: count("number of epochs", 1, 100_000, "1") },
} as const;

/** An example that is not the default. */
const anotherOptimizer = optimizerNames().find(name => name !== defaultOptimizer)!;

const rate = quantity({ what: "learning rate", units: { "": 1 }, range: [1e-12, 10], example: "2e-3" });

/** Ten times a rate, as an example of where a range from there may end; 10 is the greatest. */
function tenfold(rate = ""): string {
  const greater = Math.min(10, Number((Number(rate) * 10).toPrecision(12)));
  if (!(greater > 0)) return "1e-2";
  return /e/i.test(rate) ? greater.toExponential().replace("+", "") : String(greater);
}

export const trainingOptions = (defaultRate: string) => ({
  rate: option({
    forms: { rate: "<rate> [to <last>]" },
    slots: { rate, last: { ...rate, example: "1e-2", exampleAfter: before => tenfold(before.get("rate")) } as Slot<number> },
    doc: "The greatest learning rate, of the head; or a range, from that of the first layers to that of the head.",
    default: defaultRate,
  }),
  decay: option({
    forms: { decay: "<decay>", off: "off" },
    slots: { decay: quantity({ what: "weight decay", units: { "": 1 }, range: [0, 10], example: "0.01" }) },
    doc: "Decoupled weight decay. Batch norm and biases are not decayed.",
    default: "0.01",
  }),
  optimizer: option({
    forms: { optimizer: "<optimizer>" },
    slots: { optimizer: choice("optimizer", optimizerNames, "unknown-optimizer", anotherOptimizer) },
    doc: "How gradients change the weights.",
    default: defaultOptimizer,
  }),
  dropout: option({
    forms: { dropout: "<dropout>", off: "off" },
    slots: { dropout: fraction("dropout probability", 0, 0.99, "50%") },
    doc: "Probability of dropout before the last layer of the head; before the first it is half of that.",
    default: "50%",
  }),
  checkpoint: option({
    forms: {
      minutes: "every <minutes> minutes|minute",
      seconds: "every <seconds> seconds|second",
      hours: "every <hours> hours|hour",
      steps: "every <steps> steps|step",
    },
    slots: {
      minutes: quantity({ what: "number of minutes", units: { "": 1 }, range: [0.1, 1440], example: "10" }),
      seconds: quantity({ what: "number of seconds", units: { "": 1 }, range: [1, 86_400], example: "30" }),
      hours: quantity({ what: "number of hours", units: { "": 1 }, range: [0.1, 24], example: "1" }),
      steps: count("number of steps", 1, 1_000_000_000, "200"),
    },
    doc: "How often a checkpoint is written within an epoch. One is always written after each epoch. `exp resume` resumes a stopped run from the last one.",
    default: "every 5 minutes",
  }),
  metric: metricOption(() => ["rate", "decay", "optimizer", "dropout", "checkpoint", "freeze"], {
    doc: "What to measure after every epoch: one metric or several.",
    default: "the table shows the losses alone",
  }),
});

type TrainingOptions = ReturnType<typeof trainingOptions>;

/** Reads what the three have in common. */
export function readTraining(
  kind: TrainSpec["kind"],
  { head, options, statement }: BoundStatement<typeof epochs.slots, "epochs", TrainingOptions>,
  { report, data, trained }: Context,
): TrainSpec | null {
  const metrics = readMetrics(options.metric?.match, report);
  if (data?.batchSize === 1 && data.batchSpan && !trained) report("batch-of-one", data.batchSpan, { by: kind });
  const learningRate = readRate(options.rate?.match, report);
  if (!head?.slots.epochs) return null;
  return {
    kind,
    span: statement.span,
    epochs: head.slots.epochs.value,
    metrics,
    learningRate,
    freezeEpochs: null,
    weightDecay: options.decay?.match?.form === "off" ? 0 : (options.decay?.match?.slots.decay?.value ?? null),
    optimizer: options.optimizer?.match?.slots.optimizer?.value ?? null,
    dropout: options.dropout?.match?.form === "off" ? 0 : (options.dropout?.match?.slots.dropout?.value ?? null),
    checkpoint: readCheckpoint(options.checkpoint?.match),
  };
}

type CheckpointSlots = TrainingOptions["checkpoint"]["slots"];

function readCheckpoint(match: Match<CheckpointSlots> | null | undefined): TrainSpec["checkpoint"] {
  const { steps, seconds, minutes, hours } = match?.slots ?? {};
  if (steps) return { steps: steps.value };
  if (seconds) return { seconds: seconds.value };
  if (minutes) return { seconds: minutes.value * 60 };
  return hours ? { seconds: hours.value * 3600 } : null;
}

function readRate(match: Match<{ rate: Slot<number>; last: Slot<number> }> | null | undefined, report: Report): TrainSpec["learningRate"] {
  const { rate: first, last } = match?.slots ?? {};
  if (!first) return null;
  if (!last) return { from: null, to: first.value };
  if (first.value > last.value)
    report("reversed-range", { start: first.span.start, end: last.span.end }, { from: first.written, to: last.written });
  return { from: first.value, to: last.value };
}

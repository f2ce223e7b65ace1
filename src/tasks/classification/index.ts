import type { Metric } from "../../metrics/metric.ts";
import { fastaiHead } from "../../models/head.ts";
import { crossEntropy } from "../losses/cross_entropy.ts";
import type { Evaluation, Task } from "../task.ts";
import { type MetricName, metrics } from "./metrics/index.ts";
import type { Predictions } from "./metrics/metric.ts";
import { averageInferences, plannedMetrics } from "./metrics/planned.ts";
import { type Classes, type ClassMatches, type OtherClasses, readLabels } from "./target/classes.ts";
import { classTarget } from "./target/index.ts";
import { matchClasses } from "./target/match_classes.ts";
import { compareHead, headMetadata } from "./weights.ts";

/** What a classifier said of every image of the validation split, in order. */
export interface ClassEvaluation extends Evaluation, Predictions {}

const measures: Record<MetricName, Metric<ClassEvaluation>> = metrics;

export const classification = {
  doc: "the one class of each image",
  target: classTarget,
  matches: ({ classes }, learned) => ({ matches: matchClasses(classes, learned.classes) }),
  targets: { labels: crossEntropy.targetShape },
  targetsOf: readLabels,
  labelText: (label, { classes }) => classes[label],
  outputs: ({ classes }) => classes.length,
  head: fastaiHead,
  headMetadata: ({ classes }) => headMetadata(classes),
  compareHead: ({ classes }) => compareHead(classes),
  loss: crossEntropy,
  objective: (b, logits, { labels }) => crossEntropy.perRow(b, logits, labels),
  predictions: (b, logits) => ({ probabilities: b.op("softmax", [logits], {}) }),
  evaluation: ({ loss, losses, paths, outputs, predictions: { probabilities }, targets: { labels } }) => ({
    loss,
    losses,
    paths,
    classes: outputs,
    probabilities,
    labels,
  }),
  metrics: measures,
  plannedMetrics: (specs, { classes }) => plannedMetrics(specs, classes.length),
  metricInferences: (specs, { classes }) => averageInferences(specs, classes),
} satisfies Task<Classes, ClassEvaluation, OtherClasses, ClassMatches>;

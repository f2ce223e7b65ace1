import { classification } from "./classification/index.ts";

export { averages } from "./classification/metrics/average.ts";

/** The metrics of all tasks, by the name that a program gives them. */
export const metrics = { ...classification.metrics };

export type MetricName = keyof typeof metrics;

import type { TrainStep } from "../../plan/plan.ts";
import type { EpochEvent } from "../../run/events.ts";
import { metricLabel } from "../../run/steps/evaluated.ts";

/** The table of epochs, as fastai prints it, row by row: a column is as wide as its name, or as a number. */
export class EpochTable {
  private readonly metrics: string[];
  private readonly widths: number[];
  readonly header: string;

  constructor(step: TrainStep) {
    this.metrics = step.metrics.map(metricLabel);
    const names = ["phase", "epoch", "train_loss", "valid_loss", ...this.metrics, "time"];
    const least = ["whole", "0", ...names.slice(2).map(() => "0.000000")].map(example => example.length);
    this.widths = names.map((name, i) => Math.max(name.length, least[i]));
    this.header = this.line(names);
  }

  row({ phaseName, epoch, trainLoss, validLoss, metrics, seconds }: EpochEvent): string {
    const numbers = [trainLoss, validLoss, ...this.metrics.map(name => metrics[name])];
    return this.line([phaseName, String(epoch), ...numbers.map(figure), clock(seconds)]);
  }

  private line(cells: string[]): string {
    return cells
      .map((cell, i) => cell.padEnd(this.widths[i]))
      .join("  ")
      .trimEnd();
  }
}

/** Six decimals, as fastai; `nan` where a metric is not defined. */
export const figure = (value: number): string => (Number.isNaN(value) ? "nan" : value.toFixed(6));

/** fastai's `00:42`, and `1:02:03` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

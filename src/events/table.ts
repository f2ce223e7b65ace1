import { formatDecimals } from "../common/rounding.ts";
import { metricLabel } from "../metrics/values.ts";
import type { TrainStep } from "../train/phase.ts";
import type { EpochEvent } from "./epoch.ts";

/** The columns of the table of epochs, as fastai has them. */
export const epochColumns = ({ metrics }: Pick<TrainStep, "metrics">): string[] => [
  ...["phase", "epoch", "train_loss", "valid_loss"],
  ...metrics.map(metricLabel),
  "time",
];

/** A row of it. */
export function epochCells({ metrics }: Pick<TrainStep, "metrics">, event: EpochEvent): string[] {
  const numbers = [event.trainLoss, event.validLoss, ...metrics.map(metric => event.metrics[metricLabel(metric)])];
  return [event.phaseName, String(event.epoch), ...numbers.map(number => figure(number ?? Number.NaN)), clock(event.seconds)];
}

/** Six decimals, as fastai; `nan` where a metric is not defined. */
export const figure = (value: number): string => (Number.isNaN(value) ? "nan" : formatDecimals(value, 6));

/** fastai's `00:42`, and `1:02:03` from an hour on. */
export function clock(seconds: number): string {
  const whole = Math.round(seconds);
  const two = (n: number) => String(n).padStart(2, "0");
  const [hours, minutes] = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60];
  return hours > 0 ? `${hours}:${two(minutes)}:${two(whole % 60)}` : `${two(minutes)}:${two(whole % 60)}`;
}

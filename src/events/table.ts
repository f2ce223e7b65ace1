import { formatDecimals } from "../common/rounding.ts";
import { metricLabel } from "../tasks/classification/metrics/values.ts";
import type { TrainStep } from "../train/phase.ts";
import type { EpochEvent } from "./epoch.ts";

/** The columns of the table of epochs, as fastai has them. */
export const epochColumns = ({ metrics }: Pick<TrainStep, "metrics">): string[] => [
  ...["phase", "epoch", "train_loss", "valid_loss"],
  ...metrics.map(metricLabel),
  "time",
];

/** A row of it. Numbers that came by way of JSON are null where they are not finite. */
export function epochCells({ metrics }: Pick<TrainStep, "metrics">, event: EpochEvent): string[] {
  const numbers = [event.trainLoss, event.validLoss, ...metrics.map(metric => event.metrics[metricLabel(metric)])];
  return [event.phaseName, String(event.epoch), ...numbers.map(number => figure(number ?? Number.NaN)), clock(event.seconds)];
}

/** Where the rows of a table that is wider than the terminal continue: below the epoch. */
const continued = " ".repeat(7);

/**
 * The table of epochs, row by row: a column is as wide as its name, or as a number. Where the columns do not fit into `width`, each row takes
 * several lines.
 */
export class EpochTable {
  private readonly step: TrainStep;
  private readonly widths: number[];
  /** Columns that begin a line of their own. */
  private readonly breaks = new Set<number>();
  readonly header: string;

  constructor(step: TrainStep, width = Number.POSITIVE_INFINITY) {
    this.step = step;
    const names = epochColumns(step);
    const least = ["whole", "0", ...names.slice(2, -1).map(() => "0.000000"), "0:00:00"].map(example => example.length);
    this.widths = names.map((name, i) => Math.max(name.length, least[i]));
    let used = 0;
    for (const [i, columns] of this.widths.entries()) {
      if (used + columns > width && used > continued.length) {
        this.breaks.add(i);
        used = continued.length;
      }
      used += columns + 2;
    }
    this.header = this.line(names);
  }

  row(event: EpochEvent): string {
    return this.line(epochCells(this.step, event));
  }

  private line(cells: string[]): string {
    const padded = cells.map((cell, i) => (this.breaks.has(i) ? `\n${continued}` : "") + cell.padEnd(this.widths[i]));
    return padded.join("  ").replaceAll(/ +$/gm, "");
  }
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

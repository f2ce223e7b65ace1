import { join } from "node:path";
import { sum } from "../../../common/sum.ts";
import type { EvaluatedEvent } from "../../../events/evaluated.ts";
import { readPredictions } from "../../../run_folder/evaluation_files.ts";
import { type ConfusionCell, mostConfused } from "../metrics/confusion.ts";
import type { Prediction } from "../prediction.ts";

/** A cell of a confusion matrix, with its images. */
export interface Cell extends ConfusionCell {
  /** Some of them, greatest loss first. */
  images: Prediction[];
}

/** What a page shows at most, in all and of a cell: it is to stay small. */
const budget = { images: 360, right: 120, ofWrongCell: 8, ofRightCell: 4 };

/** Cells by their place: `cellKey`. */
export type Cells = ReadonlyMap<string, Cell>;
export const cellKey = (actual: number, predicted: number): string => `${actual}-${predicted}`;

/**
 * The cells whose images are shown, as far as there is room: those where the model was wrong, most often first, then some where it was right. None
 * where the run kept no predictions in its folder.
 */
export async function shownCells({ confusion, detail }: EvaluatedEvent, classes: readonly string[], folder: string): Promise<Cells> {
  if (!detail?.predictions.startsWith(join(folder, "evaluations"))) return new Map();
  const cells = new Map<string, Cell & { limit: number }>();
  const choose = (from: ConfusionCell[], each: number, room: number) => {
    let left = room;
    for (const cell of from) {
      const limit = Math.min(each, cell.count);
      if (limit > left) break;
      left -= limit;
      cells.set(cellKey(cell.actual, cell.predicted), { ...cell, images: [], limit });
    }
  };
  const right = confusion.flatMap((row, c) => (row[c] > 0 ? [{ actual: c, predicted: c, count: row[c] }] : []));
  const forRight = Math.min(budget.right, sum(right.map(({ count }) => Math.min(count, budget.ofRightCell))));
  choose(mostConfused(confusion), budget.ofWrongCell, budget.images - forRight);
  choose(right, budget.ofRightCell, forRight);

  const indexes = new Map(classes.map((name, i) => [name, i]));
  for await (const prediction of readPredictions(detail.predictions)) {
    const [actual, predicted] = [indexes.get(prediction.actual ?? ""), indexes.get(prediction.predicted)];
    const cell = actual === undefined || predicted === undefined ? undefined : cells.get(cellKey(actual, predicted));
    if (cell) insert(cell, prediction);
  }
  return cells;
}

function insert({ images, limit }: Cell & { limit: number }, prediction: Prediction): void {
  const loss = prediction.loss ?? 0;
  const place = images.findIndex(other => (other.loss ?? 0) < loss);
  images.splice(place === -1 ? images.length : place, 0, prediction);
  if (images.length > limit) images.pop();
}

import { join } from "node:path";
import { formatWhole } from "../common/units.ts";
import type { Prediction } from "../tasks/classification/prediction.ts";
import { journalName } from "./journal_name.ts";
import { predictionLine } from "./lines.ts";
import { shownPath } from "./paths.ts";

/** Images with a line of their own; the report begins with those that the model is least sure of. */
const shown = 20;

/** A line for each of the first images, and one that counts the others and names the file of the run folder that has them. */
export function predictionLines(predictions: readonly Prediction[], folder: string | null, place = shownPath): string[] {
  const lines = predictions.slice(0, shown).map(prediction => predictionLine(prediction, place));
  if (lines.length === predictions.length) return lines;
  const where = folder === null ? "" : `: all are in ${place(join(folder, journalName))}, in the event \`predicted\``;
  return [...lines, `and ${formatWhole(predictions.length - lines.length)} more${where}`];
}

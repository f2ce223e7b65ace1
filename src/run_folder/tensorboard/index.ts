import { hostname } from "node:os";
import { join } from "node:path";
import { bytes, double, float, message, text, whole } from "../../common/protobuf.ts";
import type { BatchEvent } from "../../events/batch.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Mark, openAppendix } from "../append.ts";
import type { Journal, JournalEntry } from "../journal.ts";
import { record } from "./record.ts";

type Scalars = Record<string, number>;

/** What the name of its file begins with. */
export const boardName = "events.out.tfevents";

/**
 * Opens the file that TensorBoard reads (`tensorboard --logdir runs`) in a run folder: the losses and learning rates of every training
 * step, the validation loss and metrics of every epoch, over the steps of the whole run. Goes on with one that is there
 * from where it was marked, after so many steps. `now` gives seconds since 1970.
 */
export function openTensorboard(
  folder: string,
  { model }: Pick<Plan, "model">,
  from: { mark: Mark; steps: number } | null = null,
  now = () => Date.now() / 1000,
): Journal {
  const file = openAppendix(join(folder, from?.mark.name ?? `${boardName}.${Math.floor(now())}.${hostname()}`), from?.mark);
  // The first record says which format the others have.
  if (!from) file.append(record(message(double(1, now()), text(3, "brain.Event:2"))), false);
  let steps = from?.steps ?? 0;
  return {
    write(entry) {
      if (entry.event === "batch" && entry.training) steps++;
      const scalars = scalarsOf(entry, model.groups);
      if (scalars === null) return;
      const values = Object.entries(scalars).map(([name, value]) => bytes(1, message(text(1, name), float(2, value))));
      file.append(record(message(double(1, now()), whole(2, steps), bytes(5, message(...values)))), entry.event !== "batch");
    },
    mark: file.mark,
    close: file.close,
  };
}

function scalarsOf(entry: JournalEntry, groups: Plan["model"]["groups"]): Scalars | null {
  switch (entry.event) {
    case "batch":
      return entry.training ? stepScalars(entry, groups) : null;
    case "epoch":
      return { "valid/loss": entry.validLoss, ...named("valid", entry.metrics), "train/epoch_loss": entry.trainLoss };
    default:
      return null;
  }
}

const stepScalars = ({ loss, smoothLoss, learningRates, momentum }: BatchEvent, groups: Plan["model"]["groups"]): Scalars => ({
  "train/loss": loss,
  "train/smooth_loss": smoothLoss,
  ...Object.fromEntries(learningRates.map((rate, group) => [`learning_rate/${groups[group].name.replaceAll(" ", "_")}`, rate])),
  momentum,
});

const named = (prefix: string, metrics: Scalars): Scalars =>
  Object.fromEntries(Object.entries(metrics).map(([name, value]) => [`${prefix}/${name}`, value]));

import { hostname } from "node:os";
import { join } from "node:path";
import { bytes, double, float, message, text, whole } from "../../common/protobuf.ts";
import { eventKind, isFrequent, type RunEvent } from "../../events/index.ts";
import type { Plan } from "../../plan/plan.ts";
import { type Offset, openAppendix } from "../append.ts";
import type { Journal } from "../journal.ts";
import { record } from "./record.ts";

/** The beginning of the file's name. */
export const tensorboardName = "events.out.tfevents";

/**
 * Opens the file that TensorBoard reads (`tensorboard --logdir runs`) in a run folder: the losses and learning rates of every training
 * step, the validation loss and metrics of every epoch, over the steps of the whole run. With `from`, continues a file
 * at an offset, after so many steps. `now` gives seconds since 1970.
 */
export function openTensorboard(
  folder: string,
  plan: Pick<Plan, "model">,
  from: { offset: Offset; steps: number } | null = null,
  now = () => Date.now() / 1000,
): Journal {
  const file = openAppendix(join(folder, from?.offset.name ?? `${tensorboardName}.${Math.floor(now())}.${hostname()}`), from?.offset);
  // The first record says which format the others have.
  if (!from) file.append(record(message(double(1, now()), text(3, "brain.Event:2"))), false);
  let steps = from?.steps ?? 0;
  return {
    add(entry) {
      if (entry.event === "batch" && entry.training) steps++;
      const scalars = eventKind(entry.event)?.scalars?.(entry as RunEvent, plan);
      if (!scalars) return;
      const values = Object.entries(scalars).map(([name, value]) => bytes(1, message(text(1, name), float(2, value))));
      file.append(record(message(double(1, now()), whole(2, steps), bytes(5, message(...values)))), !isFrequent(entry.event));
    },
    offset: file.offset,
    close: file.close,
  };
}

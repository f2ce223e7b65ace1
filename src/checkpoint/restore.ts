import { createHash } from "node:crypto";
import { readdirSync, renameSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { Failure } from "../common/failure.ts";
import { readRegularSync } from "../common/read_regular.ts";
import type { Tensor } from "../common/tensor.ts";
import type { RunEvent } from "../events/index.ts";
import { journalName } from "../events/journal_name.ts";
import type { Model } from "../models/model.ts";
import type { Plan } from "../plan/plan.ts";
import { holds, type Offset } from "../run_folder/append.ts";
import { readJournal } from "../run_folder/journal.ts";
import { tensorboardName } from "../run_folder/tensorboard/index.ts";
import { readCheckpoint } from "./file.ts";
import type { CheckpointState } from "./state.ts";
import { checkpointFolder, checkpointsIn } from "./writer.ts";

/** A checkpoint to resume from. */
export interface Restored {
  state: CheckpointState;
  tensors: Record<string, Tensor>;
  /** The checkpoint, by its path in the run folder. */
  from: string;
  /** What happened until then. */
  events: RunEvent[];
}

/** A checkpoint that a run cannot be resumed from. */
export interface Unusable {
  name: string;
  path: string;
  /** `is damaged` */
  cause: string;
}

export const planHash = (folder: string): string => sha256(readRegularSync(join(folder, "plan.json")));
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/**
 * The newest checkpoint of a run folder that is whole and fits what the folder holds, null where there is none, and what is wrong with those that
 * are newer. Throws a `Failure` of fault `machine` where one cannot be read.
 */
export async function restore(folder: string, plan: Plan, model: Model): Promise<{ restored: Restored | null; unusable: Unusable[] }> {
  const unusable: Unusable[] = [];
  const expected = planHash(folder);
  for (const { number, path } of checkpointsIn(folder)) {
    const name = `${checkpointFolder}/checkpoint-${number}.safetensors`;
    try {
      const { state, tensors } = await readCheckpoint(path, model.parameters);
      if (state.plan !== expected) throw new Error("is of another plan");
      const journal = contentOf(folder, state.journal);
      contentOf(folder, state.board);
      const entries = readJournal(journal.toString("utf8"), folder, plan);
      const events = entries.filter((entry): entry is RunEvent => entry.event !== "failed");
      return { restored: { state, tensors, from: name, events }, unusable };
    } catch (error) {
      // What cannot be read now may be whole.
      if ((error as NodeJS.ErrnoException).code !== undefined) throw unreadable(error as Error, path);
      unusable.push({ name, path, cause: (error as Error).message });
    }
  }
  return { restored: null, unusable };
}

/** The content of a file up to an offset. Throws if it has changed. */
function contentOf(folder: string, offset: Offset): Buffer {
  let content: Buffer;
  try {
    content = readRegularSync(join(folder, offset.name));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code !== undefined && code !== "ENOENT") throw error;
    throw new Error(`does not fit: ${offset.name} is ${code === "ENOENT" ? "gone" : message}`);
  }
  if (!holds(content, offset)) throw new Error(`does not fit: ${offset.name} is not as it was`);
  return content.subarray(0, offset.bytes);
}

const unreadable = (error: Error, path: string) =>
  new Failure(
    "machine",
    `cannot resume from ${path}: ${error.message}`,
    "let this user read the run folder, then resume again; nothing of it was changed",
  );

/** Puts checkpoints that cannot be used out of the way of those that follow; they stay until the run has come to its end. */
export function setAside(unusable: readonly Unusable[]): void {
  for (const { path } of unusable) renameSync(path, join(dirname(path), basename(path).replace("checkpoint-", "unusable-")));
}

/** Removes what a killed run left half written; if the run begins again, also its journal and the files of TensorBoard. */
export function tidy(folder: string, beginsAgain: boolean): void {
  const temporary = /^\..*\.tmp$/;
  for (const place of [folder, join(folder, checkpointFolder), join(folder, "pictures")])
    for (const name of namesIn(place)) if (temporary.test(name)) rmSync(join(place, name), { force: true });
  if (!beginsAgain) return;
  for (const name of namesIn(folder)) if (name === journalName || name.startsWith(tensorboardName)) rmSync(join(folder, name));
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
};

import type { Broken } from "../data/data.ts";
import type { Offset } from "../run_folder/append.ts";
import type { TrainerState } from "../train/trainer.ts";

/** The version of `CheckpointState`: it counts up when that changes. */
export const checkpointVersion = 1;

/** What a checkpoint holds beside tensors: all that a resume needs to give the same bits. */
export interface CheckpointState {
  version: typeof checkpointVersion;
  /** SHA-256 of the plan as the run folder has it. */
  plan: string;
  /** The step of the plan to resume with, from 0, and the phase in it; null if it has not begun. */
  step: number;
  phase: number | null;
  trainer: TrainerState;
  /** Whether training has changed the weights since weights.safetensors was written. */
  changed: boolean;
  /** The time that the run has taken so far; the time between two sessions does not count. */
  seconds: number;
  /** The time that the engine has waited for images so far, and the time of all loading. */
  waitedSeconds: number;
  totalSeconds: number;
  journal: Offset;
  board: Offset;
  /** Files found broken, and the paths of those that were reported. */
  broken: Broken[];
  told: string[];
  best: Best | null;
}

/** Where the weights are from that best.safetensors holds. */
export interface Best {
  metric: string;
  value: number;
  step: number;
  phase: number;
  epoch: number;
}

import type { CheckpointContents } from "./file.ts";

/** What the writing thread is asked: files to write in order, with what is to be synced before and what may go after. */
export interface WriteTask {
  files: { path: string; contents: CheckpointContents }[];
  sync: string[];
  remove: string[];
}

/** `written` is false where the weights are not finite. */
export type WriteReply = { written: boolean } | { error: { message: string; code?: string } };

import { rmSync } from "node:fs";
import { parentPort } from "node:worker_threads";
import { type CheckpointContents, syncFile, writeCheckpoint } from "./file.ts";
import type { WriteReply, WriteTask } from "./protocol.ts";

/** Writes checkpoints in a thread of its own, one after the other, while training continues. */
async function write({ files, sync, remove }: WriteTask): Promise<WriteReply> {
  if (!files.every(hasFiniteWeights)) return { written: false };
  // A checkpoint holds their offsets: they must last as long as it does.
  for (const file of sync) await syncFile(file);
  for (const { path, contents } of files) writeCheckpoint(path, contents);
  for (const file of remove) rmSync(file, { force: true });
  return { written: true };
}

/** Weights of training that diverges are not worth keeping. */
const hasFiniteWeights = ({ contents }: { contents: CheckpointContents }): boolean =>
  contents.parameters.every(({ name }) => contents.tensors[name].data.every(Number.isFinite));

parentPort!.on("message", async (task: WriteTask) => {
  try {
    parentPort!.postMessage(await write(task));
  } catch (error) {
    const { message, code } = error as NodeJS.ErrnoException;
    parentPort!.postMessage({ error: { message, code } } satisfies WriteReply);
  }
});

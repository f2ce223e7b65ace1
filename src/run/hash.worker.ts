import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { parentPort } from "node:worker_threads";
import type { Input } from "./inputs.ts";

/** The digest of a file, null where it is not any more what was looked at. */
async function digestOf({ path, bytes, modified }: Input): Promise<string | null> {
  try {
    const hash = createHash("sha256");
    await pipeline(createReadStream(path), hash);
    const { size, mtimeMs } = await stat(path);
    return size === bytes && mtimeMs === modified ? hash.digest("hex") : null;
  } catch {
    return null;
  }
}

parentPort!.on("message", async (files: Input[]) => {
  const digests: (string | null)[] = [];
  for (const file of files) digests.push(await digestOf(file));
  parentPort!.postMessage(digests);
});

import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { parentPort } from "node:worker_threads";
import type { Input } from "./inputs.ts";

/** To open a pipe would otherwise wait until somebody writes into it. Windows has no such flag, and no such files. */
const atOnce = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0);

/** The digest of a file, null where it is not any more what was looked at. */
async function digestOf({ path, bytes, modified }: Input): Promise<string | null> {
  const isSame = (found: Stats) => found.isFile() && found.size === bytes && found.mtimeMs === modified;
  try {
    await using file = await open(path, atOnce);
    if (!isSame(await file.stat())) return null;
    const hash = createHash("sha256");
    await pipeline(file.createReadStream({ autoClose: false }), hash);
    return isSame(await file.stat()) ? hash.digest("hex") : null;
  } catch {
    return null;
  }
}

parentPort!.on("message", async (files: Input[]) => {
  const digests: (string | null)[] = [];
  for (const file of files) digests.push(await digestOf(file));
  parentPort!.postMessage(digests);
});

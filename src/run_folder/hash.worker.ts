import { createHash } from "node:crypto";
import type { Stats } from "node:fs";
import { pipeline } from "node:stream/promises";
import { parentPort } from "node:worker_threads";
import { openRegular } from "../common/read_regular.ts";
import type { Input } from "./inputs.ts";

/** The digest of a file, null where it is not any more what was looked at. */
async function digestOf({ path, bytes, modified }: Input): Promise<string | null> {
  const isSame = (found: Stats) => found.size === bytes && found.mtimeMs === modified;
  try {
    await using file = await openRegular(path);
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

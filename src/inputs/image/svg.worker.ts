import { readFile } from "node:fs/promises";
import { decoded } from "./decode.ts";
import { limitOf } from "./limits.ts";
import { explain } from "./reasons.ts";
import sharp from "./sharp.ts";
import type { SvgReply, SvgTask } from "./svg.ts";

/** The process that draws SVGs, one at a time: see svg.ts. It reads nothing else: what an SVG refers to has no place to be found from, for only its bytes are given on. */
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadSvg"] });

/** Milliseconds between two looks at what a drawing has taken: memory of some 100 MB may come meanwhile. */
const interval = 20;

/** Calls back with the limit that a drawing is beyond. Its time is the processor's, but no more than the clock's: filters draw on several cores. */
function watch(callback: (limit: "memory limit" | "timeout") => void): () => void {
  const [begun, clock] = [process.cpuUsage(), performance.now()];
  const [mostBytes, mostSeconds] = [limitOf("mebibytes") * 2 ** 20, limitOf("seconds")];
  const timer = setInterval(() => {
    const { user, system } = process.cpuUsage(begun);
    const seconds = Math.min((user + system) / 1e6, (performance.now() - clock) / 1000);
    if (process.memoryUsage.rss() > mostBytes) callback("memory limit");
    else if (seconds > mostSeconds) callback("timeout");
  }, interval);
  return () => clearInterval(timer);
}

process.on("message", async ({ path, options }: SvgTask) => {
  const answer = (reply: SvgReply) => process.send?.(reply);
  // A drawing cannot be stopped, and its memory comes back only with the end of the process.
  const unwatch = watch(limit => {
    unwatch();
    process.send?.({ reason: explain(new Error(limit), path) } satisfies SvgReply, () => process.kill(process.pid, "SIGKILL"));
  });
  try {
    const pixels = await decoded(await readFile(path), options);
    answer({ pixels, residentBytes: process.memoryUsage.rss() });
  } catch (error) {
    answer({ reason: explain(error, path) });
  } finally {
    unwatch();
  }
});
// A drawing that is under way would keep an ordinary exit waiting.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

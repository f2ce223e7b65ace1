import { readFile } from "node:fs/promises";
import { decoded } from "./decode.ts";
import { explain } from "./reasons.ts";
import sharp from "./sharp.ts";
import type { SvgReply, SvgTask } from "./svg.ts";

/** The process that draws SVGs, one at a time: see svg.ts. It reads nothing else: what an SVG refers to has no place to be found from, for only its bytes are given on. */
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({ operation: ["VipsForeignLoadSvg"] });

process.on("message", async ({ path, options }: SvgTask) => {
  const answer = (reply: SvgReply) => process.send?.(reply);
  try {
    answer({ pixels: await decoded(await readFile(path), options) });
  } catch (error) {
    answer({ reason: explain(error, path) });
  }
});
// A drawing that is under way would keep an ordinary exit waiting.
process.on("disconnect", () => process.kill(process.pid, "SIGKILL"));

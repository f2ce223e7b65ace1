import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { packageRoot } from "../../common/package_root.ts";
import type { EngineName } from "../engine.ts";
import { lastWords, run } from "./programs.ts";

export interface SelfTested {
  device: string;
  isGpu: boolean;
  /** The library below tfjs: `TensorFlow 2.21.0`. */
  library: string;
}

/** Whether the engine that lies in the cache folder `cache` runs. Throws a `Failure` where it does not. */
export async function selfTest(engine: EngineName, cache: string, signal: AbortSignal): Promise<SelfTested> {
  const program = join(packageRoot, "dist", "workers", "self_test.js");
  const ran = await run(process.execPath, [program, engine], { env: { ...process.env, EXP_CACHE: cache }, signal });
  const answer = answerOf(ran.stdout);
  if (!answer) throw new Failure("machine", `it does not start: ${lastWords(ran)}`);
  if ("message" in answer) throw new Failure("machine", `it does not run: ${answer.message.split("\n")[0]}`, answer.fix);
  return answer;
}

/** The last line; libraries may say something before it. */
function answerOf(stdout: string): SelfTested | { message: string; fix?: string } | null {
  try {
    return JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "");
  } catch {
    return null;
  }
}

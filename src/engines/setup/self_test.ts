import { Failure } from "../../common/failure.ts";
import type { EngineName } from "../engine.ts";
import { runHelper } from "../helper.ts";

export interface SelfTested {
  device: string;
  isGpu: boolean;
  /** The library below tfjs: `TensorFlow 2.21.0`. */
  library: string;
}

/** Whether the engine that lies in `place`, and not one that lies elsewhere, runs. Throws a `Failure` where it does not. */
export async function selfTest(engine: EngineName, place: string, signal: AbortSignal): Promise<SelfTested> {
  const answer = await runHelper<SelfTested | { message: string; fix?: string }>("self_test", [engine, place], signal);
  if ("message" in answer) throw new Failure("machine", `it does not run: ${answer.message.split("\n")[0]}`, answer.fix);
  return answer;
}

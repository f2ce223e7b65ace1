import { Failure } from "../../common/failure.ts";
import { runHelper } from "../helper.ts";
import type { EngineName } from "../index.ts";

export interface SelfTested {
  device: string;
  isGpu: boolean;
  /** The library below tfjs: `TensorFlow 2.21.0`. */
  library: string;
}

/** Two matrices, `[2, 2]` each, row by row, and what an engine made of them. */
export const factors = { a: Float32Array.of(1, 2, 3, 4), b: Float32Array.of(5, 6, 7, 8) };
export type Multiplied = SelfTested & { product: Float32Array };

/** Tests that the engine in the folder `place` runs. Throws a `Failure` if it does not. */
export async function selfTest(engine: EngineName, place: string, signal: AbortSignal): Promise<SelfTested> {
  const answer = await runHelper<SelfTested | { message: string; fix?: string }>("self_test", [engine, place], signal);
  if ("message" in answer) throw new Failure("machine", `it does not run: ${answer.message.split("\n")[0]}`, answer.fix);
  return answer;
}

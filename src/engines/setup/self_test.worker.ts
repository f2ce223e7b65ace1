import { Failure } from "../../common/failure.ts";
import type { EngineName } from "../engine.ts";
import { answer } from "../helper.ts";
import { startBackend } from "../tfjs/backends.ts";
import type { SelfTested } from "./self_test.ts";

/** Starts the engine that lies in `place` and multiplies two matrices. */
async function selfTest(engine: EngineName, place: string): Promise<SelfTested> {
  const { tf, device, isGpu, library } = await startBackend(engine, { threads: 1, places: [place] });
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]));
  const got = [...(await product.data())];
  if (got.join() !== "19,22,43,50") throw new Failure("machine", `it multiplies [1 2; 3 4] by [5 6; 7 8] to [${got.join(" ")}]`);
  return { device, isGpu, library };
}

const [engine, place] = process.argv.slice(2);
answer(await selfTest(engine as EngineName, place).catch(({ message, fix }: Failure) => ({ message, fix })));

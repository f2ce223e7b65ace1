import { Failure } from "../../common/failure.ts";
import type { EngineName } from "../engine.ts";
import { answer } from "../helper.ts";
import { startBackend } from "../tfjs/backends.ts";
import type { SelfTested } from "./self_test.ts";

/** Starts the engine named and multiplies two matrices. */
async function selfTest(engine: EngineName): Promise<SelfTested> {
  const { tf, device, isGpu, library } = await startBackend(engine, { threads: 1 });
  const product = tf.matMul(tf.tensor2d([1, 2, 3, 4], [2, 2]), tf.tensor2d([5, 6, 7, 8], [2, 2]));
  const got = [...(await product.data())];
  if (got.join() !== "19,22,43,50") throw new Failure("machine", `it multiplies [1 2; 3 4] by [5 6; 7 8] to [${got.join(" ")}]`);
  return { device, isGpu, library };
}

answer(await selfTest(process.argv[2] as EngineName).catch(({ message, fix }: Failure) => ({ message, fix })));

import { Failure } from "../../common/failure.ts";
import { answer } from "../helper.ts";
import { type EngineName, engines } from "../index.ts";
import type { SelfTested } from "./self_test.ts";

/** Starts the engine that lies in `place` and multiplies two matrices. */
async function selfTest(engine: EngineName, place: string): Promise<SelfTested> {
  const { product, ...found } = await engines[engine].selfTest(place);
  if (product.join() !== "19,22,43,50")
    throw new Failure("machine", `it multiplies [1 2; 3 4] by [5 6; 7 8] to [${[...product].join(" ")}]`);
  return found;
}

const [engine, place] = process.argv.slice(2);
answer(await selfTest(engine as EngineName, place).catch(({ message, fix }: Failure) => ({ message, fix })));

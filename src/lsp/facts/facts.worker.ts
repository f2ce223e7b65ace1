import { parentPort } from "node:worker_threads";
import { Failure } from "../../common/failure.ts";
import { makePlan } from "../../plan/make.ts";
import type { FactsReply, FactsRequest, Found } from "./protocol.ts";

/** Makes plans beside the thread that answers the editor. Asks no server. */
parentPort!.on("message", async ({ id, program }: FactsRequest) => {
  const reply: FactsReply = { id, found: await find(program) };
  parentPort!.postMessage(reply);
});

async function find(program: FactsRequest["program"]): Promise<Found> {
  try {
    const { source: _, included: __, data, ...plan } = await makePlan(program, { offline: true });
    const { train, valid, ...rest } = data;
    return { plan: { ...plan, data: rest }, images: { train: train.length, valid: valid.length } };
  } catch (error) {
    if (error instanceof Failure) return { problem: [error.message, error.fix].filter(Boolean).join("; ") };
    return { problem: `this is a bug in exp: ${(error as Error).message}` };
  }
}

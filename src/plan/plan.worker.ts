import { parentPort } from "node:worker_threads";
import { Failure } from "../common/failure.ts";
import type { Program } from "../program/program.ts";
import { makePlan } from "./make.ts";
import type { Planned, PlanReply, PlanRequest } from "./planner.ts";
import { summaryOf } from "./summary.ts";

/** Makes plans beside the thread that answers the editor. Asks no server. */
parentPort!.on("message", async ({ id, program }: PlanRequest) =>
  parentPort!.postMessage({ id, planned: await plan(program) } satisfies PlanReply),
);

async function plan(program: Program): Promise<Planned> {
  try {
    return { plan: summaryOf(await makePlan(program, { offline: true })) };
  } catch (error) {
    if (error instanceof Failure) return { problem: { message: error.message, fix: error.fix ?? null } };
    return { problem: { message: `this is a bug in exp: ${error instanceof Error ? error.stack : error}`, fix: null } };
  }
}

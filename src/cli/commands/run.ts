import { join, resolve } from "node:path";
import { exitCodes } from "../../common/failure.ts";
import type { Plan } from "../../plan/plan.ts";
import type { RunEvent } from "../../run/events.ts";
import type { Command, CommandOptions } from "../commands.ts";
import { proceed } from "../doing.ts";
import { prepare } from "../prepare.ts";
import { stopSignals } from "../stop_signals.ts";

const stopping = "stopping after the batch under way; what was trained is kept (press Ctrl-C again to stop at once)";

/**
 * `exp run FILE [EXPERIMENTS]`: makes the plans and carries them out, one after the other. What does not fit the machine is refused before anything
 * runs. A run whose output nobody takes any more stops as on Ctrl-C. With `--json` standard output has events alone; warnings about the text of the
 * experiment are told on standard error.
 */
export const run: Command = async ([file, names], options) => {
  const plans = await prepare(file as string, names as string[], options);
  if (!plans) return exitCodes.experiment;
  const { shortOfMemory } = await import("../../plan/memory.ts");
  for (const plan of plans) {
    const failure = shortOfMemory(plan);
    if (failure) throw failure;
  }
  for (const [i, plan] of plans.entries()) {
    if (i > 0 && !options.json && !options.quiet) console.log();
    if (!(await carryOut(plan, options))) return exitCodes.interrupted;
  }
  return 0;
};

/** Whether it came to its end. */
async function carryOut(plan: Plan, options: CommandOptions): Promise<boolean> {
  const [{ openDisplay }, { runPlan }] = await Promise.all([import("../display/index.ts"), import("../../run/run.ts")]);
  const display = openDisplay(plan, options);
  const stop = stopSignals({
    onFirst: why => display.note(`${why ? `${why}: ` : ""}${stopping}`),
    onSecond: () => display.close(),
  });
  try {
    const root = options.runs === undefined ? undefined : resolve(String(options.runs));
    const { finished } = await runPlan(plan, {
      emit: event => {
        // There is nothing left to stop.
        if (event.event === "finished") stop.release();
        proceed(partOf(event, plan), event.event === "started" ? join(event.folder, "metrics.jsonl") : undefined);
        display.show(event);
      },
      onDownload: (done, of) => display.download(done, of),
      signal: stop.signal,
      root,
    });
    return Boolean(finished);
  } finally {
    display.close();
    stop.release();
  }
}

/** Where a run is after an event, for whoever reads of an internal error. */
const partOf = (event: RunEvent, plan: Plan): string =>
  [
    ...("step" in event ? [`step ${event.step + 1}, ${plan.steps[event.step]?.kind}`] : []),
    ...("epoch" in event ? [`epoch ${event.epoch}`] : []),
    ...(event.event === "batch" ? [`batch ${event.batch} of ${event.batches}`] : []),
    `after the event ${event.event}`,
  ].join(", ");

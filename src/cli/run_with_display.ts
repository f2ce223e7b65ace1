import { existsSync } from "node:fs";
import { join } from "node:path";
import type { RunEvent } from "../events/index.ts";
import type { Plan } from "../plan/plan.ts";
import type { RunOptions } from "../run/run.ts";
import type { Outcome } from "../run/session.ts";
import type { CommandOptions } from "./commands.ts";
import { proceed } from "./doing.ts";
import { stopSignals } from "./stop_signals.ts";

const stopping = "stopping after this batch; the training so far is kept (press Ctrl-C again to stop at once)";

/** Shows a run, and stops it on Ctrl-C; resolves to whether it finished. */
export async function runWithDisplay(
  plan: Plan,
  options: CommandOptions,
  run: (options: Omit<RunOptions, "root">) => Promise<Outcome>,
): Promise<boolean> {
  const { openDisplay } = await import("./display/index.ts");
  const display = await openDisplay(plan, options);
  const stop = stopSignals({
    onFirst: why => display.note(`${why ? `${why}: ` : ""}${stopping}`),
    onSecond: () => display.close(),
  });
  let folder: string | null = null;
  try {
    const { finished } = await run({
      emit: event => {
        if (event.event === "started") folder = event.folder;
        // There is nothing left to stop.
        if (event.event === "finished") stop.release();
        proceed(partOf(event, plan), event.event === "started" ? join(event.folder, "metrics.jsonl") : undefined);
        display.add(event);
      },
      onDownload: (done, of) => display.download(done, of),
      signal: stop.signal,
    });
    return finished;
  } finally {
    // A run that could not begin has left none: there is nothing to resume.
    display.close(folder === null || existsSync(folder));
    stop.release();
  }
}

/** Where a run is after an event, for reports of internal errors. */
const partOf = (event: RunEvent, plan: Plan): string =>
  [
    ...("step" in event ? [`step ${event.step + 1}, ${plan.steps[event.step]?.kind}`] : []),
    ...("epoch" in event ? [`epoch ${event.epoch}`] : []),
    ...(event.event === "batch" ? [`batch ${event.batch} of ${event.batches}`] : []),
    `after the event ${event.event}`,
  ].join(", ");

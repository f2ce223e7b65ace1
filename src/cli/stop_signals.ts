import { exitCodes } from "../common/failure.ts";
import { outputLost } from "./output.ts";

/** npm passes on the signal that the terminal has sent already, some milliseconds later: that is not a second Ctrl-C. */
const echoMilliseconds = 500;

export interface StopSignals {
  signal: AbortSignal;
  /** Gives the signals back to Node. */
  release(): void;
}

interface StopOptions {
  /** Prints that the run stops, and the reason where it is not Ctrl-C. */
  onFirst(why?: string): void;
  onSecond(): void;
  /** Aborted when the standard streams cannot be written any more. */
  lost?: AbortSignal;
}

/**
 * The first Ctrl-C (or SIGTERM) asks the run to stop and calls `onFirst`; the second calls `onSecond` and ends the process. A closed terminal
 * and output without a reader ask once: nobody can ask again.
 */
export function stopSignals({ onFirst, onSecond, lost = outputLost }: StopOptions): StopSignals {
  const controller = new AbortController();
  let first = 0;
  const ask = (why?: string) => {
    if (controller.signal.aborted) return;
    first = performance.now();
    controller.abort();
    onFirst(why);
  };
  const stop = () => {
    if (!controller.signal.aborted) ask();
    else if (performance.now() - first > echoMilliseconds) {
      onSecond();
      process.exit(exitCodes.interrupted);
    }
  };
  const listeners = { SIGINT: stop, SIGTERM: stop, SIGHUP: () => ask("the terminal was closed") };
  const onLost = () => ask("the output can no longer be written");
  for (const [name, listener] of Object.entries(listeners)) process.on(name, listener);
  lost.addEventListener("abort", onLost);
  if (lost.aborted) onLost();
  return {
    signal: controller.signal,
    release: () => {
      for (const [name, listener] of Object.entries(listeners)) process.off(name, listener);
      lost.removeEventListener("abort", onLost);
    },
  };
}

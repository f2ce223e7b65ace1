import { exitCodes } from "../common/failure.ts";
import { outputLost } from "./output.ts";

/** npm passes on the signal that the terminal has sent already, some milliseconds later: that is not a second wish. */
const echoMilliseconds = 500;

export interface StopSignals {
  signal: AbortSignal;
  /** Gives the signals back to Node. */
  release(): void;
}

interface StopOptions {
  /** Tells that the run stops, and why where it is not a person's wish. */
  onFirst(why?: string): void;
  onSecond(): void;
  /** Is raised when the standard streams take no more. */
  lost?: AbortSignal;
}

/**
 * The first Ctrl-C (or SIGTERM) asks the run to stop, and `onFirst` tells so; the second ends the process at once, after `onSecond`. A
 * terminal that is closed, and output that nobody takes any more, ask once: nobody is there to ask again.
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
  const onLost = () => ask("the output cannot be written any more");
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

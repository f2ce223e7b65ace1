import { exitCodes } from "../common/failure.ts";

/** npm passes on the signal that the terminal has sent already, some milliseconds later: that is not a second wish. */
const echoMilliseconds = 500;

export interface StopSignals {
  signal: AbortSignal;
  /** Gives the signals back to Node. */
  release(): void;
}

/** The first Ctrl-C (or SIGTERM) asks the run to stop, and `onFirst` tells so; the second ends the process at once, after `onSecond`. */
export function stopSignals({ onFirst, onSecond }: { onFirst(): void; onSecond(): void }): StopSignals {
  const controller = new AbortController();
  let first = 0;
  const stop = () => {
    if (!controller.signal.aborted) {
      first = performance.now();
      controller.abort();
      onFirst();
    } else if (performance.now() - first > echoMilliseconds) {
      onSecond();
      process.exit(exitCodes.interrupted);
    }
  };
  const names = ["SIGINT", "SIGTERM"] as const;
  for (const name of names) process.on(name, stop);
  return {
    signal: controller.signal,
    release: () => {
      for (const name of names) process.off(name, stop);
    },
  };
}

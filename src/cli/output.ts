import { isatty } from "node:tty";
import { exitCodes, Failure } from "../common/failure.ts";
import { unwritable } from "../common/files.ts";

/** Errors of a write whose reader is gone; a closed terminal gives EIO. */
const readerGone = ["EPIPE", "ECONNRESET"];
const isReaderGone = (code: string | undefined, isTerminal: boolean): boolean =>
  readerGone.includes(code ?? "") || (code === "EIO" && isTerminal);

const lost = new AbortController();
/** Aborted when standard output or standard error cannot be written any more; later writes are dropped. */
export const outputLost: AbortSignal = lost.signal;
/** Why, where it is to be reported; a reader that is gone is not. */
let failure: Failure | null = null;

/** From here on errors of the standard streams do not throw: `outputLost` is aborted, and `settleOutput` reports. */
export function watchOutput(): void {
  for (const [name, stream] of Object.entries({ "standard output": process.stdout, "standard error": process.stderr }))
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (!isReaderGone(error.code, stream.isTTY)) failure ??= failureOf(error, name);
      lost.abort();
    });
}

function failureOf(error: NodeJS.ErrnoException, name: string): Failure {
  const known = unwritable(error, name);
  return known instanceof Failure ? known : new Failure("machine", `cannot write ${name}: ${error.message}`);
}

/**
 * Waits until the standard streams are written and returns the exit code of the process: that of the command, which ends
 * quietly where its reader is gone. Output that could not be written is a failure of the machine, unless the command itself failed.
 */
export async function settleOutput(code: number): Promise<number> {
  await written();
  if (!failure || (code !== 0 && code !== exitCodes.interrupted)) return code;
  const { report } = await import("./report.ts");
  // Standard output may be what failed: never as JSON.
  const failed = report(failure, false);
  await written();
  return failed;
}

/** Those of standard input, output and error that were terminals at first. */
const terminals = [0, 1, 2].filter(fd => isatty(fd));

/**
 * Ends the process. Node sets its terminals back as it exits, and aborts with a core dump where one was closed: the process then ends by
 * SIGHUP, as any that its terminal leaves.
 */
export function endProcess(code: number): never {
  if (terminals.some(fd => !isatty(fd))) process.kill(process.pid, "SIGHUP");
  process.exit(code);
}

async function written(): Promise<void> {
  for (const stream of [process.stdout, process.stderr]) await new Promise<void>(resolve => stream.write("", () => resolve()));
  // Errors come after the callbacks of the failed writes.
  await new Promise(setImmediate);
}

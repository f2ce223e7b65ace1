import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** Bytes of memory that this process held at most. */
export const peak = async (): Promise<number> => Number(/VmHWM:\s+(\d+)/.exec(readFileSync("/proc/self/status", "utf8"))![1]) * 1024;

interface Served {
  /** Makes ready for so many steps; what that takes does not count. */
  prepare(steps: number): Promise<() => Promise<number[]>>;
  memory?(): Promise<number>;
  /** Seconds of the start, by what took them. */
  phases?: Record<string, number>;
}

/** exp's side of serve.py: `prepare` gives what runs the steps and resolves to their losses. Ends the process with its input. */
export async function serve(description: string, { prepare, memory = peak, phases = {} }: Served): Promise<never> {
  console.log(`ready ${description}`);
  const losses: number[] = [];
  for await (const line of createInterface(process.stdin)) {
    if (line === "memory") console.log(await memory());
    else if (line === "losses") console.log(JSON.stringify(losses));
    else if (line === "phases") console.log(JSON.stringify(phases));
    else {
      const run = await prepare(Number(line));
      const started = performance.now();
      losses.push(...(await run()));
      console.log((performance.now() - started) / 1000);
    }
  }
  process.exit();
}

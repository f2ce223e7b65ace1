import { release } from "node:os";
import { formatBytes, formatCount } from "../common/units.ts";
import type { Diagnosis } from "./commands/doctor.ts";
import { lastCrash } from "./crash.ts";
import { scrub } from "./scrub.ts";

/** Variables of the environment that change what exp does; the report names those that are set, without their values. */
const variables = /^(?:EXP_|NODE_|UV_|OMP_|LD_|XLA_|TF_|CUDA_VISIBLE_DEVICES$|VK_|https?_proxy$)/i;

/** The facts about exp and the machine that a bug report needs, as text without secrets or paths of the user. */
export function bugReport({ engines, chosen, machine, weights }: Diagnosis, version: string): string {
  const crash = lastCrash();
  const set = Object.keys(process.env).filter(name => variables.test(name));
  const sections: Record<string, string[]> = {
    exp: [`version ${version}`, `default engine: ${chosen}`],
    machine: [
      `Node ${machine.node} on ${machine.platform}, ${release()}`,
      `${machine.cores} of ${machine.coresOfMachine} cores, ${machine.cpu}`,
      `${formatBytes(machine.memoryFree)} free of ${formatBytes(machine.memory)} of memory, load ${machine.load.toFixed(1)}`,
      `${formatBytes(machine.cache.diskFree)} free on the disk of the cache`,
    ],
    engines: engines.map(engine =>
      engine.works
        ? `${engine.name} ${engine.version} on ${engine.device}: ${rate(engine.rates.convolution)} in convolutions, ${rate(engine.rates.matmul)} in matrix products`
        : `${engine.name} does not work: ${engine.reason}`,
    ),
    "weights in the cache": weights.map(({ file, bytes }) => `${file}, ${bytes} bytes`),
    "environment variables that are set": set.sort(),
    "last internal error": crash ? [crash.at, ...crash.text.split("\n")] : [],
  };
  const parts = Object.entries(sections).map(([title, lines]) =>
    [title, ...(lines.length > 0 ? lines : ["none"]).map(line => `  ${line}`)].join("\n"),
  );
  const head =
    "A report of exp doctor. It leaves out paths and names of the user, all but the server of addresses, and whatever looks like a key. Read it before you pass it on.";
  return scrub(`${[head, ...parts].join("\n\n")}\n`);
}

const rate = (flops: number): string => `${formatCount(flops)}FLOP/s`;

import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { createColors } from "picocolors";
import { cacheFolder } from "../../common/cache.ts";
import { formatBytes, formatCount } from "../../common/units.ts";
import type { EngineName } from "../../engines/engine.ts";
import { examineAll, type Finding, measuredIn } from "../../engines/examine.ts";
import { chooseEngine, engines } from "../../engines/index.ts";
import { isBusy, type Machine, readMachine } from "../../engines/machine.ts";
import { keepMeasured } from "../../engines/speed.ts";
import type { Command } from "../commands.ts";
import { wantsColor } from "../terminal.ts";

/** What `exp doctor --json` prints. Rates are in floating-point operations a second, sizes in bytes. */
export interface Diagnosis {
  engines: Finding[];
  /** The engine that runs where none is named. */
  chosen: string;
  machine: Machine;
  /** Files of published weights that are in the cache. */
  weights: { file: string; bytes: number }[];
}

/** `exp doctor`: which engines are there, how fast they are, and what the machine has for them. Keeps the rates for the estimates of plans, unless the machine is busy. */
export const doctor: Command = async (_args, { json }) => {
  // Before the engines make load themselves.
  const machine = readMachine();
  const findings = await examineAll(Object.keys(engines) as EngineName[], name => {
    if (process.stderr.isTTY) console.error(`measuring ${name}`);
  });
  if (!isBusy(machine)) await keepMeasured(measuredIn(findings));
  const { engine } = await chooseEngine(null);
  const diagnosis: Diagnosis = { engines: findings, chosen: engine.name, machine, weights: await cachedWeights() };
  console.log(json ? JSON.stringify(diagnosis) : told(diagnosis, wantsColor(process.stdout)));
  return 0;
};

async function cachedWeights(): Promise<Diagnosis["weights"]> {
  const folder = cacheFolder("weights");
  const names = (await readdir(folder).catch(() => [])).filter(name => !name.startsWith("."));
  return Promise.all(names.map(async file => ({ file, bytes: (await stat(join(folder, file))).size })));
}

export function told({ engines, chosen, machine, weights }: Diagnosis, color: boolean): string {
  const paint = createColors(color);
  const rows = engines.map(finding =>
    finding.works
      ? [
          finding.name,
          finding.version,
          finding.device,
          rate(finding.rates.convolution),
          rate(finding.rates.matmul),
          finding.name === chosen ? "taken where none is named" : "",
        ]
      : [finding.name, paint.yellow("no"), [finding.reason, finding.fix].filter(Boolean).join(": ")],
  );
  const { cores, coresOfMachine, memory, memoryFree, cache } = machine;
  const facts = [
    ["Node", `${machine.node} on ${machine.platform}`],
    ["cores", `${Number(cores.toFixed(2))} of ${coresOfMachine}, ${machine.cpu}`],
    ["memory", `${formatBytes(memoryFree)} free of ${formatBytes(memory)}`],
    ["cache", `${cache.folder}, ${formatBytes(cache.diskFree)} free`],
    ["weights", weights.map(({ file, bytes }) => `${file} (${formatBytes(bytes)})`).join(", ") || "none cached"],
  ];
  const header = ["engine", "version", "device", "3x3 convolution", "matmul", ""];
  const busy = isBusy(machine)
    ? `\n${paint.yellow(`others keep this machine busy (load ${machine.load.toFixed(1)}): the rates are low, and are not kept for estimates`)}\n`
    : "";
  return `${columns([header, ...rows])}\n${busy}\n${columns(facts)}`;
}

const rate = (flops: number): string => `${formatCount(flops)}FLOP/s`;

/** Cells of a row in columns as wide as the widest that is not the last of its row. */
function columns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, visible(cell));
  const padded = (cell: string, i: number) => cell + " ".repeat(Math.max(0, (widths[i] ?? 0) - visible(cell)));
  return rows.map(row => row.map(padded).join("  ").trimEnd()).join("\n");
}
const visible = (text: string): number => text.replace(/\u001b\[\d+m/g, "").length;

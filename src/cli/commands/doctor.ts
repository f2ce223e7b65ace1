import { readFileSync } from "node:fs";
import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createColors } from "picocolors";
import { cacheFolder } from "../../common/cache.ts";
import type { Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { packageRoot } from "../../common/package_root.ts";
import { formatBytes, formatCount } from "../../common/units.ts";
import type { EngineName } from "../../engines/engine.ts";
import { type ExaminedPlugin, examineAll, type Finding, measuredIn } from "../../engines/examine.ts";
import { chooseEngine, engines } from "../../engines/index.ts";
import { isBusy, type Machine, readMachine } from "../../engines/machine.ts";
import { keepMeasured } from "../../engines/speed.ts";
import type { Command } from "../commands.ts";
import { wantsColor } from "../terminal.ts";

/** What `exp doctor --json` prints. Rates are in floating-point operations a second, sizes in bytes. */
export interface Diagnosis {
  engines: Finding[];
  /** The engine that is taken where none is named; `engines` says whether it works. */
  chosen: string;
  machine: Machine;
  /** Files of published weights that are in the cache. */
  weights: { file: string; bytes: number }[];
  /** Why the rates were not kept for the estimates of plans; null where they were. */
  notKept: string | null;
}

/**
 * `exp doctor`: which engines are there, how fast they are, and what the machine has for them. Keeps the rates for the estimates of plans, unless
 * the machine is busy; where they cannot be kept, the diagnosis says why. With `--report` writes it into a file that can be passed on.
 */
export const doctor: Command = async (_args, { json, report }) => {
  // Before the engines make load themselves.
  const machine = readMachine();
  const findings = await examineAll(Object.keys(engines) as EngineName[], name => {
    if (process.stderr.isTTY) console.error(`measuring ${name}`);
  });
  const notKept = isBusy(machine) ? "others keep this machine busy" : await keep(findings);
  const { engine } = await chooseEngine(null);
  const diagnosis: Diagnosis = { engines: findings, chosen: engine.name, machine, weights: await cachedWeights(), notKept };
  if (report) return writeReport(diagnosis, json === true);
  console.log(json ? JSON.stringify(diagnosis) : told(diagnosis, wantsColor(process.stdout)));
  return 0;
};

const reportFile = "exp-report.txt";

async function writeReport(diagnosis: Diagnosis, json: boolean): Promise<number> {
  const { bugReport } = await import("../bug_report.ts");
  const file = resolve(reportFile);
  await writeAtomic(file, bugReport(diagnosis, version()));
  console.log(
    json
      ? JSON.stringify({ report: file })
      : `${reportFile} has what a report of a bug needs to say of exp and this machine: read it, and add what you did`,
  );
  return 0;
}

const version = (): string => (JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string }).version;

/** Null, or why it did not work: not a word of the diagnosis is lost for that. */
const keep = (findings: Finding[]): Promise<string | null> =>
  keepMeasured(measuredIn(findings)).then(
    () => null,
    ({ message, fix }: Failure) => [message, fix].filter(Boolean).join(": "),
  );

async function cachedWeights(): Promise<Diagnosis["weights"]> {
  const folder = cacheFolder("weights");
  const names = (await readdir(folder).catch(() => [])).filter(name => !name.startsWith("."));
  const found = await Promise.all(names.map(async file => ({ file, bytes: (await stat(join(folder, file)).catch(() => null))?.size })));
  return found.flatMap(({ file, bytes }) => (bytes === undefined ? [] : [{ file, bytes }]));
}

export function told({ engines, chosen, machine, weights, notKept }: Diagnosis, color: boolean): string {
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
      : [finding.name, paint.yellow("no"), problem(finding, chosen)],
  );
  const { cores, coresOfMachine, memory, memoryFree, cache } = machine;
  const facts = [
    ["Node", `${machine.node} on ${machine.platform}`],
    ["cores", `${Number(cores.toFixed(2))} of ${coresOfMachine}, ${machine.cpu}`],
    ["memory", `${formatBytes(memoryFree)} free of ${formatBytes(memory)}`],
    ["cache", `${cache.folder}, ${formatBytes(cache.diskFree)} free`],
    ...engines.flatMap(finding => (finding.works && finding.plugin ? [["plugin", pluginLine(finding.plugin)]] : [])),
    ["weights", weights.map(({ file, bytes }) => `${file} (${formatBytes(bytes)})`).join(", ") || "none cached"],
  ];
  const header = ["engine", "version", "device", "3x3 convolution", "matmul", ""];
  const why = isBusy(machine)
    ? `others keep this machine busy (load ${machine.load.toFixed(1)}): the rates are low, and are not kept for estimates`
    : notKept && `the rates are not kept for estimates: ${notKept}`;
  return `${columns([header, ...rows])}\n${why ? `\n${paint.yellow(why)}\n` : ""}\n${columns(facts)}`;
}

/** Why an engine does not work, in one line, and the way out. */
function problem({ name, reason, fix }: Finding & { works: false }, chosen: string): string {
  const first = name === chosen ? ["would be taken where none is named, but does not work"] : [];
  return [...first, reason.split("\n")[0], ...(fix ? [fix] : [])].join(": ");
}

/** `cuda 13000 by PJRT 0.81 on NVIDIA H100 with 59.4 GiB to use: FILE` */
function pluginLine({ file, about: { version, api, device } }: ExaminedPlugin): string {
  const { kind, memory } = device;
  return `${version} by ${api} on ${kind}${memory === null ? "" : ` with ${formatBytes(memory)} to use`}: ${file}`;
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

import { readdir, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { createColors } from "picocolors";
import { cacheFolder } from "../../common/cache.ts";
import type { Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { formatBytes, formatCount } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { expVersion } from "../../common/version.ts";
import { shownColumns, wrapLines } from "../../common/wrap.ts";
import { chooseEngine } from "../../engines/choose.ts";
import type { ExaminedPlugin } from "../../engines/engine.ts";
import { examineAll, type Finding, measuredIn } from "../../engines/examine.ts";
import { engineNames } from "../../engines/index.ts";
import { isBusy, type Machine, readMachine } from "../../engines/machine.ts";
import { keepMeasured } from "../../engines/speed.ts";
import type { Command } from "../commands.ts";
import { say, wantsColor, widthOf } from "../terminal.ts";

/** What `exp doctor --json` prints. Rates are in floating-point operations a second, sizes in bytes. */
export interface Diagnosis {
  engines: Finding[];
  /** The default engine; `engines` says whether it works. */
  chosen: string;
  machine: Machine;
  /** Files of published weights that are in the cache. */
  weights: { file: string; bytes: number }[];
  /** Why the rates were not kept for the estimates of plans; null where they were. */
  notKept: string | null;
}

/**
 * `exp doctor`: lists the engines that are set up, their speed, and what the machine has for them. Keeps the rates for the estimates of plans, unless
 * the machine is busy; where they cannot be kept, the diagnosis says why. With `--report` writes it into a file to pass on.
 */
export const doctor: Command = async (_args, { json, report }) => {
  // Before the engines make load themselves.
  const machine = readMachine();
  /** A line on a terminal that the next one replaces. */
  const doing = (text: string) => void (process.stderr.isTTY && process.stderr.write(`\r\u001b[K${text}`));
  const findings = await examineAll(engineNames, name => doing(`measuring ${name} …`));
  doing("");
  const notKept = isBusy(machine) ? "other programs keep this machine busy" : await keep(findings);
  const { name: chosen } = await chooseEngine(null);
  const diagnosis: Diagnosis = { engines: findings, chosen, machine, weights: await cachedWeights(), notKept };
  if (report) return writeReport(diagnosis, json === true);
  console.log(json ? jsonLine(diagnosis) : diagnosisText(diagnosis, wantsColor(process.stdout), widthOf(process.stdout)));
  return 0;
};

const reportFile = "exp-report.txt";

async function writeReport(diagnosis: Diagnosis, json: boolean): Promise<number> {
  const { bugReport } = await import("../bug_report.ts");
  const file = resolve(reportFile);
  await writeAtomic(file, bugReport(diagnosis, expVersion()));
  if (json) console.log(jsonLine({ report: file }));
  else say(`wrote ${reportFile}, with the facts about exp and this machine that a bug report needs: read it, and add what you did`);
  return 0;
}

/** Null, or why the rates could not be kept: the diagnosis is printed all the same. */
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

export function diagnosisText(
  { engines, chosen, machine, weights, notKept }: Diagnosis,
  color: boolean,
  width = Number.POSITIVE_INFINITY,
): string {
  const paint = createColors(color);
  const rows = engines.map(finding =>
    finding.works
      ? [finding.name, finding.version, finding.device, rate(finding.rates.convolution), rate(finding.rates.matmul)]
      : [finding.name, paint.yellow("no"), problem(finding, chosen)],
  );
  const { cores, coresOfMachine, memory, memoryFree, cache } = machine;
  const isDefault = engines.some(({ name, works }) => works && name === chosen);
  const facts = [
    ...(isDefault ? [["default", chosen]] : []),
    ["Node", `${machine.node} on ${machine.platform}`],
    ["cores", `${Number(cores.toFixed(2))} of ${coresOfMachine}, ${machine.cpu}`],
    ["memory", `${formatBytes(memoryFree)} free of ${formatBytes(memory)}`],
    ["cache", `${cache.folder}, ${formatBytes(cache.diskFree)} free`],
    ...engines.flatMap(finding => (finding.works && finding.plugin ? [["plugin", pluginLine(finding.plugin)]] : [])),
    ["weights", weights.map(({ file, bytes }) => `${file} (${formatBytes(bytes)})`).join(", ") || "none cached"],
  ];
  const header = ["engine", "version", "device", "3x3 convolution", "matmul"];
  const why = isBusy(machine)
    ? `other programs keep this machine busy (load ${machine.load.toFixed(1)}): the rates are low, and are not kept for estimates; run \`exp doctor\` again when it is idle`
    : notKept && `the rates are not kept for estimates: ${notKept}`;
  const table = columns([header, ...rows], width);
  return `${table}\n${why ? `\n${paint.yellow(wrapLines(why, width, 2).join("\n"))}\n` : ""}\n${columns(facts, width)}`;
}

/** Why an engine does not work, and the fix, in one line. */
function problem({ name, reason, fix }: Finding & { works: false }, chosen: string): string {
  const first = name === chosen ? ["the default, but it does not work"] : [];
  return [...first, reason.split("\n")[0], ...(fix ? [fix] : [])].join(": ");
}

/** `cuda 13000 by PJRT 0.81 on NVIDIA H100 with 59.4 GiB to use: FILE` */
function pluginLine({ file, about: { version, api, device } }: ExaminedPlugin): string {
  const { kind, memory } = device;
  return `${version} by ${api} on ${kind}${memory === null ? "" : ` with ${formatBytes(memory)} to use`}: ${file}`;
}

const rate = (flops: number): string => `${formatCount(flops)}FLOP/s`;

/** Narrower columns of text are hard to read. */
const leastText = 24;

/** Cells in columns as wide as the widest that is not the last of its row; the last one of a row continues below itself where it is too long. */
function columns(rows: readonly (readonly string[])[], width: number): string {
  const widths: number[] = [];
  for (const row of rows) for (const [i, cell] of row.slice(0, -1).entries()) widths[i] = Math.max(widths[i] ?? 0, shownColumns(cell));
  const padded = (cell: string, i: number) => `${cell}${" ".repeat(Math.max(0, widths[i] - shownColumns(cell)))}  `;
  const lines = rows.flatMap(row => {
    const before = row.slice(0, -1).map(padded).join("");
    const left = shownColumns(before);
    return wrapLines((before + row.at(-1)).trimEnd(), width, width - left < leastText ? 2 : left);
  });
  return lines.join("\n");
}

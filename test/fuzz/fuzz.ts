// `npm run fuzz [SECONDS [TARGET [SEED]]]`: guided by coverage, as AFL is. Inputs that reach code, or repeat it as often, as none before are kept and changed further. Each target runs in a process
// of its own, with a budget of memory and of time for each input. Ends by 1 where an input broke something, and leaves that input in the system's folder of temporary files.
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { Session } from "node:inspector/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { packageRoot } from "../../src/common/package_root.ts";
import { key, uniform } from "../../src/common/random.ts";
import { readArguments } from "./arguments.ts";
import { corpusFile, corpusOf } from "./corpus.ts";
import { type Target, targets } from "./targets.ts";

/** MiB of a process, and of its heap. */
const [mostResident, mostHeap] = [768, 384];
/** Seconds of silence after which a process hangs. */
const patience = 30;
/** Inputs between two looks at the coverage: each look takes milliseconds. */
const batchSize = 16;
const longestInput = 64 * 1024;
/** Of the inputs that are kept, those that go into the repository. */
const [mostKept, mostKeptBytes] = [40, 2048];

/** Numbers at which formats go wrong. */
const edges = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff];

function mutant(parents: readonly Buffer[], stream: number): Buffer {
  let drawn = 0;
  const draw = (n: number): number => Math.floor(uniform(stream, drawn++) * n);
  const pick = (): Buffer => parents[draw(parents.length)];
  let bytes = Buffer.from(pick());
  for (let left = 1 + draw(6); left > 0; left--) {
    const [at, length] = [draw(bytes.length + 1), 1 + draw(16)];
    const put = (middle: Uint8Array, skip: number) => {
      bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + skip)]);
    };
    const ways = [
      () => put(Buffer.of((bytes[at] ?? 0) ^ (1 << draw(8))), 1),
      () => put(Buffer.of(draw(256)), 1),
      () => put(Buffer.alloc(0), length),
      () => put(bytes.subarray(at, at + length), 0),
      () => {
        const size = [1, 2, 4][draw(3)];
        if (at + size > bytes.length) return;
        const value = edges[draw(edges.length)] % 2 ** (8 * size);
        draw(2) ? bytes.writeUIntLE(value, at, size) : bytes.writeUIntBE(value, at, size);
      },
      () => {
        const other = pick();
        const from = draw(other.length);
        put(other.subarray(from, from + draw(64)), draw(2) ? length : 0);
      },
      () => put(bytes.subarray(0, draw(Math.min(bytes.length, 2048))), 0),
    ];
    ways[draw(ways.length)]();
  }
  return bytes.subarray(0, longestInput);
}

/** What a run of inputs reached, as `offset:times` with times in powers of two. */
async function coverage(session: Session): Promise<Set<string>> {
  const { result } = await session.post("Profiler.takePreciseCoverage");
  const own = result.find(({ url }) => url === pathToFileURL(process.argv[1]).href);
  const reached = own?.functions.flatMap(({ ranges }) => ranges).filter(({ count }) => count > 0) ?? [];
  return new Set(reached.map(({ startOffset, count }) => `${startOffset}:${Math.floor(Math.log2(count))}`));
}

/** Runs one target for some seconds, in this process; prints a line of JSON each second and for what it found. */
async function fuzz(name: string, target: Target, seconds: number, seed: number, file: string): Promise<void> {
  const session = new Session();
  session.connect();
  await session.post("Profiler.enable");
  await session.post("Profiler.startPreciseCoverage", { callCount: true, detailed: true });
  const kept: Buffer[] = [];
  const seen = new Set<string>();
  /** Of whole batches, whose counts add up: only what no batch reached is looked into, input by input. */
  const seenByBatches = new Set<string>();
  let [inputs, told] = [0, 0];
  /** Resolves once the line is in the pipe: what still waits there as the process exits is lost. */
  const say = (line: object) =>
    new Promise(resolve =>
      process.stdout.write(`${JSON.stringify({ ...line, inputs, kept: kept.length, reached: seen.size })}\n`, resolve),
    );
  const attempt = async (input: Buffer) => {
    inputs++;
    const begun = process.cpuUsage();
    let why: string | null = null;
    try {
      await target.run(input, file);
    } catch (error) {
      why = String((error as Error).stack);
    }
    const { user, system } = process.cpuUsage(begun);
    if ((user + system) / 1e6 > target.seconds) why = `it took ${(user + system) / 1e6} s`;
    const resident = process.memoryUsage.rss() / 2 ** 20;
    if (resident > mostResident) why = `the process has ${Math.round(resident)} MiB`;
    if (why !== null) {
      await say({ found: why, input: input.toString("base64") });
      process.exit(1);
    }
  };
  const keepNew = async (input: Buffer) => {
    await attempt(input);
    const fresh = [...(await coverage(session))].filter(place => !seen.has(place));
    for (const place of fresh) seen.add(place);
    if (fresh.length > 0) kept.push(input);
  };
  for (const input of [...(await target.seeds()), ...corpusOf(name)]) await keepNew(input);
  const ends = performance.now() + seconds * 1000;
  for (let n = 0; performance.now() < ends; n += batchSize) {
    const batch = Array.from({ length: batchSize }, (_, i) => mutant(kept, key(seed, n + i)));
    for (const input of batch) await attempt(input);
    const fresh = [...(await coverage(session))].filter(place => !seen.has(place) && !seenByBatches.has(place));
    for (const place of fresh) seenByBatches.add(place);
    if (fresh.length > 0) for (const input of batch) await keepNew(input);
    if (performance.now() - told > 1000) {
      told = performance.now();
      await say({});
    }
  }
  await say({ ended: kept.filter(({ length }) => length <= mostKeptBytes).map(input => input.toString("base64")) });
}

interface Report {
  inputs: number;
  kept: number;
  reached: number;
  found?: string;
  input?: string;
  ended?: string[];
}

/** Runs a target in a process of its own. Resolves to whether nothing broke. */
async function fuzzApart(name: string, seconds: number, seed: number): Promise<boolean> {
  const folder = mkdtempSync(join(tmpdir(), `exp-fuzz-${name}-`));
  const file = join(folder, "input");
  const words = [`--max-old-space-size=${mostHeap}`, process.argv[1], "--child", name, String(seconds), String(seed), file];
  const child = spawn(process.execPath, words, { stdio: ["ignore", "pipe", "inherit"] });
  let [rest, silent] = ["", 0];
  let last: Report = { inputs: 0, kept: 0, reached: 0 };
  const timer = setInterval(() => ++silent > patience && child.kill("SIGKILL"), 1000);
  child.stdout.setEncoding("utf8").on("data", text => {
    silent = 0;
    const lines = (rest + text).split("\n");
    rest = lines.pop()!;
    for (const line of lines) last = JSON.parse(line) as Report;
  });
  const how = await new Promise(resolve => child.on("close", (code, signal) => resolve(signal ?? code)));
  clearInterval(timer);
  const { inputs, kept, reached, found, input, ended } = last;
  console.log(`${name}: ${inputs} inputs, ${kept} kept, ${reached} places reached`);
  if (ended) {
    if (process.env.EXP_FUZZ_KEEP) keep(name, ended);
    rmSync(folder, { recursive: true, force: true });
    return true;
  }
  if (input !== undefined) writeFileSync(file, Buffer.from(input, "base64"));
  console.log(
    `  BROKEN: ${found ?? `the process ended with ${how}, or hung`}\n  by ${file}${existsSync(file) ? ` (${readFileSync(file).length} bytes)` : ""}`,
  );
  return false;
}

/** Writes what is kept into the repository, spread over the time in which it was found. */
function keep(name: string, all: readonly string[]): void {
  const every = Math.max(1, Math.ceil(all.length / mostKept));
  writeFileSync(
    join(packageRoot, corpusFile(name)),
    `${JSON.stringify(
      all.filter((_, i) => i % every === 0),
      null,
      1,
    )}\n`,
  );
}

const [first, ...words] = process.argv.slice(2);
if (first === "--child") {
  const [name, seconds, seed, file] = words;
  await fuzz(name, targets[name as keyof typeof targets], Number(seconds), Number(seed), file);
  process.exit(0);
}
const asked = readArguments(process.argv.slice(2));
if (typeof asked === "string") {
  console.error(`${asked}\nusage: npm run fuzz [SECONDS [TARGET [SEED]]]`);
  process.exit(2);
}
let isWhole = true;
for (const name of asked.names) isWhole = (await fuzzApart(name, asked.seconds / asked.names.length, asked.seed)) && isWhole;
process.exit(isWhole ? 0 : 1);

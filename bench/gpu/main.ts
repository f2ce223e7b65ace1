/**
 * Training steps on a graphics card: exp's engine xla beside PyTorch and JAX, in one run, in turn. See bench/README.md.
 *   sh bench/gpu/run.sh [MODEL/SIZE/BATCH …] [--rows exp,torch-bf16,…] [--turns 7] [--platform cuda|cpu] [--plugin FILE] [--small]
 * Prints a table last, and writes gpu.json into the folder that the environment variable OUT names.
 */
import { existsSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { cacheFolder } from "../../src/common/cache.ts";
import { Failure } from "../../src/common/failure.ts";
import { run } from "../../src/engines/setup/programs.ts";
import { aboutPlugin } from "../../src/engines/xla/about_plugin.ts";
import { jaxPluginHere } from "../../src/engines/xla/given_plugin.ts";
import { addon as xlaAddon } from "../../src/engines/xla/locate.ts";
import { flops } from "../../src/graph/cost.ts";
import { expTask } from "../peers/exp_task.ts";
import { expSteps } from "./exp_steps.ts";
import { type Failed, type Result, race } from "./race.ts";
import { caseOf, type Row, rows, type Setting } from "./rows.ts";
import { cells, printTable } from "./table.ts";

const whole = ["resnet34", "resnet50"].flatMap(model => [64, 256].map(batch => `${model}/224/${batch}`));
const small = ["resnet18/32/8"];

async function measure(words: string[]): Promise<void> {
  const { values, positionals } = parseArgs({
    args: words,
    allowPositionals: true,
    options: {
      rows: { type: "string", default: rows.map(({ name }) => name).join() },
      turns: { type: "string" },
      seconds: { type: "string" },
      platform: { type: "string", default: "cuda" },
      plugin: { type: "string" },
      torch: { type: "string", default: "python3" },
      jax: { type: "string", default: "python3" },
      small: { type: "boolean", default: false },
    },
  });
  const { platform, torch, jax } = values;
  if (platform !== "cuda" && platform !== "cpu") throw new Failure("command line", `--platform takes cuda or cpu, not \`${platform}\``);
  const cases = (positionals.length > 0 ? positionals : values.small ? small : whole).map(caseOf);
  const turns = Number(values.turns ?? (values.small ? 3 : 7));
  const secondsOfTurn = Number(values.seconds ?? (values.small ? 0.3 : 1.5));
  const wanted = new Set(values.rows.split(","));
  for (const name of wanted)
    if (!rows.some(row => row.name === name))
      throw new Failure("command line", `--rows does not know \`${name}\``, `it takes ${rows.map(row => row.name).join(", ")}`);

  const file = values.plugin ?? (platform === "cuda" ? await jaxPluginHere(new AbortController().signal) : null);
  if (!file) throw new Failure("machine", "there is no plugin", "name its file: --plugin FILE");
  const addon = join(cacheFolder("xla"), xlaAddon.file);
  if (!existsSync(addon)) throw new Failure("machine", `there is no ${addon}`, "run `exp setup xla`");
  const about = await aboutPlugin(addon, file, platform);
  const cache = join(tmpdir(), `exp-gpu-compiled-${process.pid}`);
  const setting: Setting = {
    plugin: { platform, file, version: about.version },
    addon,
    main: process.argv[1],
    cache,
    torch,
    jax,
    device: platform,
  };
  console.log(`${about.device.kind}: ${about.version}, ${about.api}, ${file}`);

  const chosen = rows.filter(({ name }, i) => i === 0 || wanted.has(name));
  const here = await importable(chosen, setting);
  const running = chosen.filter(row => here.get(row) !== false);
  for (const row of chosen)
    if (!running.includes(row)) console.log(`${row.title} is left out: its Python does not import ${row.needs!.join(", ")}`);
  const fastai = (await imports(torch, ["fastai.vision.all"])) ? "is there, and computes as PyTorch eager in f32 does" : "is not there";
  console.log(`fastai ${fastai}: the row of PyTorch eager stands for its learner`);

  const measured: { case: string; flopsOfStep: number; results: (Result | Failed)[] }[] = [];
  for (const of of cases) {
    const flopsOfStep = flops(expTask("train", of.model, of.imageSize, of.batchSize).graph);
    const results: (Result | Failed)[] = [];
    measured.push({ case: of.name, flopsOfStep, results });
    await race(of, running, setting, { turns, secondsOfTurn }, result => {
      results.push(result);
      console.log(
        `${of.name}  ${Object.entries(cells(result, of, flopsOfStep, about.device.kind))
          .filter(([, cell]) => cell !== "")
          .map(([name, cell]) => `${name} ${cell}`.trim())
          .join(" | ")}`,
      );
      keep();
    });
  }
  function keep(): void {
    const found = { device: about, plugin: file, turns, secondsOfTurn, cases: measured };
    if (process.env.OUT) writeFileSync(join(process.env.OUT, "gpu.json"), `${JSON.stringify(found, null, 2)}\n`);
  }
  printTable(
    measured.map(({ case: name, ...rest }) => ({ of: caseOf(name), ...rest })),
    about.device.kind,
  );
  const bad = measured.flatMap(({ results }) => results).filter(result => "failed" in result || result.wrong !== null);
  if (bad.length > 0) process.exitCode = 1;
}

/** Which rows their Pythons have all for; exp's own need none. */
async function importable(all: readonly Row[], { torch, jax }: Setting): Promise<Map<Row, boolean>> {
  const found = await Promise.all(
    all.map(
      async (row): Promise<[Row, boolean]> => [row, !row.needs || (await imports(row.needs.includes("jax") ? jax : torch, row.needs))],
    ),
  );
  return new Map(found);
}

const imports = async (python: string, names: readonly string[]): Promise<boolean> =>
  (await run(python, ["-c", `import ${names.join(", ")}`]).catch(() => null))?.code === 0;

const [task, ...rest] = process.argv.slice(2);
try {
  if (task === "exp-steps") await expSteps(JSON.parse(rest[0]));
  else await measure(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`error: ${error.message}${error.fix ? `\n  ${error.fix}` : ""}`);
  process.exit(2);
}

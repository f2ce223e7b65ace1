import { execFileSync } from "node:child_process";
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { checkpointsIn } from "../../src/checkpoint/writer.ts";
import { presentEngines } from "../support/engines.ts";
import { heldBack } from "../support/held_back.ts";
import { stripeImages } from "../support/stripes.ts";
import { type Ended, experiment, furnish, type ProcessOptions, runExp } from "./bed.ts";

/** What a run is not gone on with, or not repeated, for; nothing of it is changed then. */
const engine = (await presentEngines()).some(({ name }) => name === "onednn") ? "onednn" : "wasm";
const patience = 120_000;
let folder: string;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "exp-refused-"));
  await furnish(folder, `${experiment}predict "shown.png"\n`);
  writeFileSync(join(folder, "shown.png"), Object.values(await stripeImages(1))[0]);
  const begun = await runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", "begun"], {
    fault: { at: "step", nth: 6, action: "interrupt" },
  });
  expect(begun.code).toBe(130);
}, patience);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const runIn = (root: string): string => join(folder, root, "stripes-1");
/** A copy of the run that was begun. */
function copied(root: string): string {
  cpSync(join(folder, "begun"), join(folder, root), { recursive: true });
  return runIn(root);
}
const exp = (words: string[], options?: ProcessOptions): Promise<Ended> => runExp(folder, words, options);
const toldOf = ({ events }: Ended): string => (events.at(-1) as { message: string }).message;
/** Every file of a folder with its content. */
const contentOf = (run: string): Record<string, string> =>
  Object.fromEntries(
    readdirSync(run, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => [join(entry.parentPath, entry.name), readFileSync(join(entry.parentPath, entry.name), "base64")]),
  );

const wrapper = heldBack();
test.skipIf(!wrapper)("checkpoints that may not be read", { timeout: patience }, async () => {
  const run = copied("unreadable");
  for (const { path } of checkpointsIn(run)) chmodSync(path, 0);
  const before = readdirSync(join(run, "checkpoints"));
  const last = await exp(["resume", run], { wrapper: wrapper! });
  expect(last.code).toBe(4);
  expect(toldOf(last)).toMatch(/^cannot resume from .*checkpoint-\d\.safetensors: EACCES/);
  expect(readdirSync(join(run, "checkpoints"))).toEqual(before);
});

const changedPlan = (run: string, change: (plan: { seed: number }) => object): void =>
  writeFileSync(join(run, "plan.json"), JSON.stringify(change(JSON.parse(readFileSync(join(run, "plan.json"), "utf8")))));

test("checkpoints that are all of another plan; they are kept also where it begins again", { timeout: patience }, async () => {
  const run = copied("replanned");
  changedPlan(run, plan => ({ ...plan, seed: plan.seed + 1 }));
  const before = contentOf(run);
  const last = await exp(["resume", run]);
  expect(last.code).toBe(3);
  expect(toldOf(last)).toMatch(
    /^no checkpoint of .* can be resumed from:\n {2}checkpoints\/checkpoint-\d+\.safetensors is of another plan/,
  );
  expect(contentOf(run)).toEqual(before);
  const unusable = checkpointsIn(run).map(({ number }) => `unusable-${number}.safetensors`);
  const again = await exp(["resume", run, "--anyway"], { fault: { at: "step", nth: 2, action: "interrupt" } });
  expect(again.code).toBe(130);
  expect(readdirSync(join(run, "checkpoints"))).toEqual(expect.arrayContaining(unusable));
});

test.each([
  { what: "another seed", words: ["--seed", "7"], told: /the seed was \d+, and would be 7/ },
  { what: "another engine", words: ["--engine", "wasm"], told: engine === "wasm" ? null : /the engine was onednn, and would be wasm/ },
])("$what, where the newest run is gone on with", { timeout: patience }, async ({ words, told }) => {
  if (!told) return;
  const run = copied(`other-${words[1]}`);
  const before = contentOf(run);
  const last = await exp(["run", "stripes.exp", "--engine", engine, "--runs", `other-${words[1]}`, "--resume", ...words]);
  expect(last.code).toBe(3);
  expect(toldOf(last)).toMatch(told);
  expect(contentOf(run)).toEqual(before);
});

test("words that would change a run that is named", async () => {
  const last = await exp(["run", "--resume", runIn("begun"), "--seed", "7"]);
  expect(last.code).toBe(2);
  expect(toldOf(last)).toBe("a run resumes as it was planned: `--seed` cannot change it");
});

test("an image of a later step that is another", { timeout: patience }, async () => {
  const run = copied("shown");
  const shown = join(folder, "shown.png");
  const before = readFileSync(shown);
  writeFileSync(shown, Object.values(await stripeImages(2))[1]);
  const last = await exp(["resume", run]);
  writeFileSync(shown, before);
  expect(last.code).toBe(3);
  expect(toldOf(last)).toContain(`1 image changed: ${shown}`);
});

test("images of which it is not known whether they are as they were", async () => {
  const run = copied("unknown");
  rmSync(join(run, "inputs.json"));
  const last = await exp(["resume", run]);
  expect(last.code).toBe(3);
  expect(toldOf(last)).toContain("inputs.json cannot be read: whether images and weights are as they were is not known");
});

test.each(["metrics.jsonl", "pictures", "evaluations"])("a link in the place of %s", async name => {
  const run = copied(`linked-${name}`);
  const victim = join(folder, `victim-${name}`);
  writeFileSync(victim, "precious");
  rmSync(join(run, name), { recursive: true, force: true });
  symlinkSync(victim, join(run, name));
  const last = await exp(["run", "stripes.exp", "--engine", engine, "--runs", `linked-${name}`, "--resume"]);
  expect(last.code).toBe(4);
  expect(toldOf(last)).toBe(`${join(run, name)} is a link to ${victim}, and a run writes only into its folder`);
  expect(readFileSync(victim, "utf8")).toBe("precious");
});

const isWindows = process.platform === "win32";

/** Puts a pipe, or a link to a device that has no end, where a file of a run is, or would be. */
const others = {
  "a pipe": (path: string) => void execFileSync("mkfifo", [path]),
  "a device": (path: string) => symlinkSync("/dev/zero", path),
};

test.skipIf(isWindows).each([
  ["a pipe", "plan.json"],
  ["a device", "plan.json"],
  ["a pipe", "metrics.jsonl"],
  ["a device", "metrics.jsonl"],
] as const)("%s in the place of %s", { timeout: patience }, async (kind, name) => {
  const run = copied(`${kind}-${name}`);
  rmSync(join(run, name));
  others[kind](join(run, name));
  const before = contentOf(run);
  for (const command of ["resume", "repeat"]) {
    const last = await exp([command, run], { patience: 20_000 });
    expect(last.code).toBe(4);
    expect(toldOf(last)).toBe(`${join(run, name)} cannot be read: ${kind}, not a file`);
  }
  expect(contentOf(run)).toEqual(before);
});

test("a link deep in the folder of the run, to a folder elsewhere", { timeout: patience }, async () => {
  const run = copied("deep");
  const elsewhere = join(folder, "elsewhere-deep");
  mkdirSync(elsewhere);
  const link = join(run, "pictures", "layer-1-epochs");
  mkdirSync(join(run, "pictures"), { recursive: true });
  symlinkSync(elsewhere, link);
  const before = contentOf(run);
  const last = await exp(["resume", run]);
  expect(last.code).toBe(4);
  expect(toldOf(last)).toBe(`${link} is a link to ${elsewhere}, and a run writes only into its folder`);
  expect(contentOf(run)).toEqual(before);
  expect(readdirSync(elsewhere)).toEqual([]);
});

test
  .skipIf(isWindows)
  .each(["inputs.json", "environment.json", ".lock-1", "checkpoints/checkpoint-9.safetensors", "pictures/new/layer-1.png"])(
  "a pipe in the place of %s, which is neither opened nor written over",
  { timeout: patience },
  async name => {
    const run = copied(`pipe-${name.replaceAll("/", "-")}`);
    const path = join(run, name);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    others["a pipe"](path);
    const before = contentOf(run);
    const last = await exp(["resume", run], { patience: 20_000 });
    expect(last.code).toBe(4);
    expect(toldOf(last)).toBe(`${path} is a pipe, and a run folder has files and folders only`);
    expect(contentOf(run)).toEqual(before);
  },
);

test.skipIf(isWindows)("a run whose experiment is a pipe by now is gone on with: it has the text", { timeout: patience }, async () => {
  const run = copied("untold");
  const file = join(folder, "stripes.exp");
  const text = readFileSync(file);
  rmSync(file);
  others["a pipe"](file);
  const last = await exp(["resume", run], { fault: { at: "step", nth: 2, action: "interrupt" }, patience: 60_000 });
  rmSync(file);
  writeFileSync(file, text);
  expect(last.code).toBe(130);
});

test.skipIf(isWindows)("files of the run that are pipes, where it is to be repeated", { timeout: patience }, async () => {
  const run = copied("unrepeated");
  writeFileSync(join(run, "metrics.jsonl"), `${JSON.stringify({ event: "finished", seconds: 1, loader: null, report: "" })}\n`);
  for (const name of ["inputs.json", "environment.json"]) {
    rmSync(join(run, name));
    others["a pipe"](join(run, name));
  }
  const last = await exp(["repeat", run], { patience: 20_000 });
  expect(last.code).toBe(3);
  for (const name of ["inputs.json", "environment.json"]) expect(toldOf(last)).toContain(`${name} cannot be read: `);
});

test("a folder of runs that is a link which nobody named", async () => {
  copied("elsewhere");
  symlinkSync(join(folder, "elsewhere"), join(folder, "runs"));
  const last = await exp(["run", "stripes.exp", "--engine", engine, "--resume"]);
  rmSync(join(folder, "runs"));
  expect(last.code).toBe(4);
  expect(toldOf(last)).toMatch(/ is a link to .*, and runs follow none by themselves$/);
});

test("a plan that is not whole", async () => {
  const run = copied("torn");
  writeFileSync(join(run, "plan.json"), '{ "version": 1 }');
  for (const command of ["resume", "repeat"]) {
    const last = await exp([command, run]);
    expect(last.code).toBe(2);
    expect(toldOf(last)).toBe(`${join(run, "plan.json")} is damaged: it has no \`file\``);
  }
});

test.each(["resume", "repeat", "export"])("%s refuses a plan with a task or a step that only a newer exp knows", async command => {
  const run = copied(`newer-${command}`);
  const plan = JSON.parse(readFileSync(join(run, "plan.json"), "utf8"));
  const newer = {
    step: { ...plan, steps: [...plan.steps, { kind: "distill" }] },
    task: { ...plan, task: "distill", data: { ...plan.data, classes: undefined } },
  };
  for (const [what, plan] of Object.entries(newer)) {
    writeFileSync(join(run, "plan.json"), JSON.stringify(plan));
    const last = await exp([command, run]);
    expect(last.code).toBe(2);
    expect(toldOf(last)).toBe(`${run} is a run of a newer exp: its plan has the ${what} \`distill\`, which this exp does not know`);
  }
});

test("a run that has not come to its end is not repeated", async () => {
  const last = await exp(["repeat", runIn("begun")]);
  expect(last.code).toBe(2);
  expect(toldOf(last)).toBe(`${runIn("begun")} has not come to its end, so there is no whole table to compare with`);
  expect(existsSync(join(folder, "begun", "stripes-2"))).toBe(false);
});

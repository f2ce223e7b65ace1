import { spawnSync } from "node:child_process";
import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  unlinkSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { readCheckpoint, writeCheckpoint } from "../../src/checkpoint/file.ts";
import { checkpointsIn } from "../../src/checkpoint/writer.ts";
import { createModel } from "../../src/models/index.ts";
import { heldBack } from "../support/held_back.ts";
import { type Ended, experiment, type Fault, killedWithTwo, type ProcessOptions, resultOf, runExp } from "./bed.ts";

/** Where a fault is tried, and what a run gives that meets none. */
export interface Ground {
  folder: string;
  engine: string;
  whole: Record<string, string>;
}

/** A fault with what is to come of it. Resolves to nothing where all is well, else to what is not; `null` where it cannot be injected here. */
export interface Case {
  name: string;
  try(ground: Ground): Promise<string[] | null>;
}

const runIn = ({ folder }: Ground, root: string): string => join(folder, root, "stripes-1");
const begin = ({ folder, engine }: Ground, root: string, fault?: Fault, options: ProcessOptions = {}): Promise<Ended> =>
  runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", root], { fault, ...options });
const resume = (ground: Ground, root: string, options: ProcessOptions & { words?: string[] } = {}): Promise<Ended> =>
  runExp(ground.folder, ["resume", runIn(ground, root), ...(options.words ?? [])], options);

const messageOf = ({ events }: Ended): string => {
  const last = events.at(-1);
  return last && "message" in last ? last.message : "";
};
const said = ({ events, stderr }: Ended): string =>
  `${events.map(event => ("message" in event ? event.message : "")).join("\n")}\n${stderr}`;

/** What differs from what is expected. */
function compare(what: string, actual: unknown, expected: unknown): string[] {
  const fits = expected instanceof RegExp ? expected.test(String(actual)) : actual === expected;
  return fits ? [] : [`${what} is ${String(actual).slice(0, 300)}, not ${expected}`];
}

/** Goes on, and compares the result. */
async function goesOn(
  ground: Ground,
  root: string,
  { but, ...options }: ProcessOptions & { words?: string[]; but?: readonly string[] } = {},
): Promise<string[]> {
  const last = await resume(ground, root, options);
  if (last.code !== 0) return [`going on ended with ${last.code ?? last.signal}: ${said(last)}`];
  return differences(ground, root, but);
}

function differences(ground: Ground, root: string, but: readonly string[] = []): string[] {
  const result = resultOf(runIn(ground, root));
  const differing = Object.keys(ground.whole).filter(part => !but.includes(part) && result[part] !== ground.whole[part]);
  return differing.length > 0 ? [`${differing.join(", ")} differ`] : [];
}

async function killed({ folder, engine }: Ground, root: string): Promise<string[]> {
  const run = join(folder, root, "stripes-1");
  const first = await killedWithTwo(folder, ["run", "stripes.exp", "--engine", engine, "--runs", root], run);
  return [...compare("the signal", first.signal, "SIGKILL"), ...compare("the number of checkpoints", checkpointsIn(run).length, 2)];
}

const damaged = (name: string, damage: (file: string) => Promise<void> | void, note: RegExp): Case => ({
  name: `a checkpoint that is ${name}`,
  async try(ground) {
    const root = `damaged-${name.replaceAll(" ", "-")}`;
    const problems = await killed(ground, root);
    if (problems.length > 0) return problems;
    await damage(checkpointsIn(runIn(ground, root))[0].path);
    let notes = "";
    const onEvent: ProcessOptions["onEvent"] = event => {
      if (event.event === "resumed") notes += event.notes.join("\n");
    };
    const after = await goesOn(ground, root, { onEvent });
    return [...after, ...compare("what is said", notes, note)];
  },
});

/** Stopped at the sixth step, it has the time of a step and of a checkpoint to end. */
const stopped = (signal: "interrupt" | "terminate"): Case => ({
  name: signal === "interrupt" ? "SIGINT" : "SIGTERM",
  async try(ground) {
    let [steps, asked] = [0, 0];
    const onEvent: ProcessOptions["onEvent"] = event => {
      if (event.event === "batch" && event.training && ++steps === 6) asked = performance.now();
    };
    const root = `stopped-${signal}`;
    const first = await begin(ground, root, { at: "step", nth: 6, action: signal }, { onEvent });
    const seconds = (performance.now() - asked) / 1000;
    const inTime = seconds < 5 ? [] : [`it took ${seconds.toFixed(1)} s to end`];
    return [...compare("the exit code", first.code, 130), ...inTime, ...(await goesOn(ground, root))];
  },
});

const isRoot = process.getuid?.() === 0;
const mount = (...words: string[]): boolean => isRoot && spawnSync("mount", words).status === 0;

/** A disk of so many MiB, which is full at one write or another: the run ends, or goes on without a checkpoint and says so. */
const fullDisk = (mebibytes: number): Case => ({
  name: `a disk of ${mebibytes} MiB that is full`,
  async try(ground) {
    const root = `disk-${mebibytes}`;
    const place = join(ground.folder, root);
    mkdirSync(place);
    if (!mount("-t", "tmpfs", "-o", `size=${Math.round(mebibytes * 1024)}k`, "tmpfs", place)) return null;
    try {
      const first = await begin(ground, root);
      const problems = compare("what is said", said(first), /the disk is full/);
      // A warning is in the report, and the best weights may be what there was no room for.
      const isWarned = first.events.some(event => event.event === "warning" && /the disk is full/.test(event.message));
      const but = isWarned ? ["best.safetensors", "report"] : [];
      if (first.code === 0) return [...problems, ...differences(ground, root, but)];
      problems.push(...compare("the exit code", first.code, 4));
      mount("-o", "remount,size=4g", place);
      // Where not even the run folder could be made, nothing of it stays.
      if (!existsSync(join(runIn(ground, root), "plan.json")))
        return [...problems, ...compare("the new run", (await begin(ground, root)).code, 0)];
      return [...problems, ...(await goesOn(ground, root, { but }))];
    } finally {
      spawnSync("umount", ["-l", place]);
    }
  },
});

/** The run folder cannot be written any more from one step on. */
const readOnly = (nth: number): Case => ({
  name: `a folder that is read-only from step ${nth} on`,
  async try(ground) {
    const wrapper = heldBack();
    if (!wrapper) return null;
    const root = `readonly-${nth}`;
    const run = runIn(ground, root);
    const permit = (mode: number) => {
      for (const folder of [run, join(run, "checkpoints")]) if (existsSync(folder)) chmodSync(folder, mode);
    };
    let steps = 0;
    const onEvent: ProcessOptions["onEvent"] = event => {
      if (event.event === "batch" && event.training && ++steps === nth) permit(0o555);
    };
    const first = await begin(ground, root, undefined, { wrapper, onEvent });
    permit(0o755);
    return [
      ...compare("the exit code", first.code, 4),
      ...compare("what is said", said(first), /permission denied/),
      ...(await goesOn(ground, root, { wrapper })),
    ];
  },
});

export const cases: readonly Case[] = [
  stopped("interrupt"),
  stopped("terminate"),
  {
    name: "a second SIGINT while a step hangs",
    async try(ground) {
      let [begun, ended] = [0, 0];
      const onEvent: ProcessOptions["onEvent"] = (event, kill) => {
        if (event.event !== "phase") return;
        // The images never come: it could wait for ever.
        setTimeout(() => kill("SIGINT"), 2000);
        setTimeout(() => {
          begun = performance.now();
          kill("SIGINT");
        }, 3500);
      };
      const first = await begin(ground, "second", { at: "decode", nth: 1, action: "hang" }, { onEvent });
      ended = performance.now() - begun;
      return [
        ...compare("the exit code", first.code, 130),
        ...compare("within 2 s", ended < 2000, true),
        ...(await goesOn(ground, "second")),
      ];
    },
  },
  ...[0.01, 0.6, 1.8, 3.3, 5.1, 7].map(fullDisk),
  ...[1, 5, 9, 12].map(readOnly),
  damaged("cut short", file => truncateSync(file, statSync(file).size - 1000), /checkpoint-\d+\.safetensors is cut short/),
  damaged("empty", file => truncateSync(file, 0), /checkpoint-\d+\.safetensors is cut short/),
  damaged(
    "flipped in one bit",
    file => {
      const bytes = readFileSync(file);
      bytes[Math.floor(bytes.length / 2)] ^= 4;
      writeFileSync(file, bytes);
    },
    /checkpoint-\d+\.safetensors is damaged: its checksum does not fit/,
  ),
  damaged(
    "flipped in one bit of its header",
    file => {
      const bytes = readFileSync(file);
      bytes[300] ^= 1;
      writeFileSync(file, bytes);
    },
    /checkpoint-\d+\.safetensors is (damaged: its checksum does not fit|cut short)/,
  ),
  damaged(
    "of another version of exp",
    async file => {
      const model = createModel("resnet20", { outputs: 2 });
      const { state, tensors } = await readCheckpoint(file, model.parameters);
      writeCheckpoint(file, { parameters: model.parameters, tensors, metadata: { state: JSON.stringify({ ...state, version: 0 }) } });
    },
    /checkpoint-\d+\.safetensors was written by another version of exp/,
  ),
  {
    name: "a journal that was changed after the last checkpoint, which then does not fit it",
    async try(ground) {
      const problems = await killed(ground, "journal");
      const file = join(runIn(ground, "journal"), "metrics.jsonl");
      appendFileSync(file, "torn");
      return [...problems, ...(await goesOn(ground, "journal"))];
    },
  },
  {
    name: "the engine's thread dies",
    async try(ground) {
      const wasm = { ...ground, engine: "wasm" };
      const first = await begin(wasm, "engine", { at: "engine", nth: 12, action: "throw" });
      const problems = [
        ...compare("the exit code", first.code, 4),
        ...compare("what is said", messageOf(first), /the engine wasm crashed: injected/),
      ];
      const last = await resume(wasm, "engine");
      return [...problems, ...compare("going on", last.code, 0)];
    },
  },
  {
    name: "a thread that loads images runs out of memory",
    async try(ground) {
      const first = await begin(
        ground,
        "memory",
        { at: "decode", nth: 4, action: "exhaust" },
        { env: { NODE_OPTIONS: "--max-old-space-size=192" } },
      );
      const problems = [
        ...compare("the exit code", first.code, 4),
        ...compare("what is said", messageOf(first), /a thread that loads images stopped: .*memory/),
      ];
      return [...problems, ...(await goesOn(ground, "memory"))];
    },
  },
  {
    name: "a thread that loads images hangs",
    async try(ground) {
      const env = { EXP_WORKER_TIMEOUT: "2" };
      const first = await begin(ground, "hang", { at: "decode", nth: 6, action: "hang" }, { env });
      const problems = [
        ...compare("the exit code", first.code, 4),
        ...compare("what is said", messageOf(first), /has not answered for 2\.0 s: it is at .+\.png/),
      ];
      return [...problems, ...(await goesOn(ground, "hang"))];
    },
  },
  {
    name: "the clock steps back, again and again",
    async try(ground) {
      const first = await begin(ground, "clock", { at: "clock" });
      const result = first.code === 0 ? resultOf(runIn(ground, "clock")) : {};
      const last = first.events.at(-1);
      const seconds = last?.event === "finished" ? last.seconds : -1;
      return [
        ...compare("the exit code", first.code, 0),
        ...compare("the time taken, positive", seconds > 0, true),
        ...Object.keys(ground.whole).flatMap(part => compare(part, result[part], ground.whole[part])),
      ];
    },
  },
  {
    name: "two that go on with the same run at once",
    async try(ground) {
      const problems = await killed(ground, "twice");
      const both = await Promise.all([resume(ground, "twice"), resume(ground, "twice")]);
      const codes = both.map(({ code }) => code).sort();
      const refused = both.find(({ code }) => code === 2);
      const result = resultOf(runIn(ground, "twice"));
      return [
        ...problems,
        ...compare("the exit codes", codes.join(), "0,2"),
        ...compare("what the second is told", refused && messageOf(refused), /is being run by process \d+/),
        ...Object.keys(ground.whole).flatMap(part => compare(part, result[part], ground.whole[part])),
      ];
    },
  },
  {
    name: "an image that goes while the run goes on",
    async try(ground) {
      const image = join(ground.folder, "stripes", "lying", "0.png");
      const content = readFileSync(image);
      try {
        let isGone = false;
        const onEvent: ProcessOptions["onEvent"] = event => {
          if (event.event === "batch" && !isGone) {
            unlinkSync(image);
            isGone = true;
          }
        };
        const first = await begin(ground, "gone", undefined, { onEvent });
        return [
          ...compare("the exit code", first.code, 0),
          ...compare("what is said", said(first), /while the run went on, 1 image is gone: .+0\.png/),
        ];
      } finally {
        writeFileSync(image, content);
      }
    },
  },
  {
    name: "an image that is another when the run is gone on with",
    async try(ground) {
      const image = join(ground.folder, "stripes", "lying", "1.png");
      const content = readFileSync(image);
      const problems = await killed(ground, "other");
      try {
        writeFileSync(image, readFileSync(join(ground.folder, "stripes", "standing", "2.png")));
        const refused = await resume(ground, "other");
        const anyway = await resume(ground, "other", { words: ["--anyway"] });
        return [
          ...problems,
          ...compare("the exit code", refused.code, 3),
          ...compare("what is said", messageOf(refused), /1 image changed: .+1\.png/),
          ...compare("with --anyway", anyway.code, 0),
          ...compare("what is said with --anyway", said(anyway), /resumed although 1 image changed/),
        ];
      } finally {
        writeFileSync(image, content);
      }
    },
  },
  {
    name: "a loss that is not finite",
    async try(ground) {
      // The greatest weights of float32 in the third stage: their sums are beyond it.
      const model = createModel("resnet20", { outputs: 2 });
      const weights = join(ground.folder, "huge.safetensors");
      const { tensors } = await readCheckpointLike(ground, model);
      const huge = tensors["layer2.0.conv1.weight"];
      tensors["layer2.0.conv1.weight"] = { ...huge, data: huge.data.map(value => Math.sign(value) * 3e38) };
      writeCheckpoint(weights, { parameters: model.parameters, tensors, metadata: { classes: '["lying","standing"]' } });
      const source = experiment.replace("model resnet20", 'model resnet20 pretrained from "huge.safetensors"');
      writeFileSync(join(ground.folder, "huge.exp"), source);
      const run = await runExp(ground.folder, ["run", "huge.exp", "--engine", ground.engine, "--runs", "huge"]);
      return [
        ...compare("the exit code", run.code, 1),
        ...compare("what is said", messageOf(run), /the loss became NaN in epoch 0, batch 1 of phase head, the 1\. step of training/),
        ...compare("where", messageOf(run), /first place that is not finite: the output of layer2/),
        ...compare("the images", messageOf(run), /images of the batch: .+\.png, .+\.png, .+\.png, .+\.png/),
      ];
    },
  },
];

/** The weights of the run that met no fault. */
const readCheckpointLike = async (ground: Ground, model: ReturnType<typeof createModel>) => {
  const { withStateDict } = await import("../../src/models/weights/state_dict.ts");
  const { fromTorch } = await import("../../src/models/weights/layout.ts");
  return withStateDict(join(runIn(ground, "whole"), "weights.safetensors"), async (_, { tensors }) => {
    const entries = await Promise.all(model.parameters.map(async p => [p.name, fromTorch(p, await tensors.get(p.name)!.read())] as const));
    return { tensors: Object.fromEntries(entries) };
  });
};

export const forget = (folder: string, root: string): void => rmSync(join(folder, root), { recursive: true, force: true });

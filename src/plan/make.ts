import { usableCores } from "../common/cores.ts";
import { Failure } from "../common/failure.ts";
import { freeMemory } from "../common/memory.ts";
import { listed } from "../common/words.ts";
import { trainedOn } from "../data/evaluation_set.ts";
import { lookAt } from "../data/images_at.ts";
import { inspect } from "../data/inspect.ts";
import { inspectSet } from "../data/inspect_set.ts";
import { chooseEngine } from "../engines/choose.ts";
import { enginesThat } from "../engines/index.ts";
import { speedOf } from "../engines/speed.ts";
import { createModel } from "../models/index.ts";
import { inspectWeights, notesOnWeights } from "../models/weights/inspect.ts";
import type { Recorded } from "../models/weights/recorded.ts";
import { resolvePretrained } from "../models/weights/resolve.ts";
import type { Program } from "../program/program.ts";
import { kindOf } from "../steps/index.ts";
import type { Inspection } from "../steps/step.ts";
import type { AnyTask } from "../tasks/index.ts";
import { taskOf } from "../tasks/index.ts";
import { Costs } from "./costs.ts";
import { dataPlan, seenAsBefore } from "./data_plan.ts";
import { estimate } from "./estimate.ts";
import { roomForCache } from "./memory.ts";
import { checkMetrics } from "./metric_problems.ts";
import { modelPlan } from "./model_plan.ts";
import type { DataPlan, EnginePlan, Plan } from "./plan.ts";
import { planSteps } from "./steps.ts";

/** Options of the command line; they take precedence over the file. */
export interface PlanOptions {
  engine?: string;
  seed?: number;
  /** Of the engine; by default one for each core. */
  threads?: number;
  /** Whether no server may be asked, as by whoever only looks; published weights then count as within reach. */
  offline?: boolean;
}

/**
 * Makes the plan of a program: looks at the headers of the data, resolves the weights, and builds the graphs to count what they cost.
 * Loads no engine. Throws a `Failure` if the data, the weights or the metrics are wrong or there is no such engine; whether
 * the plan fits the memory is for `shortOfMemory` to say.
 */
export async function makePlan(program: Program, options: PlanOptions = {}): Promise<Plan> {
  const seed = options.seed ?? program.seed;
  const chosen = await chooseEngine(options.engine ?? program.use?.engine ?? null);
  const { version, device, isGpu } = chosen.probe;
  const { name } = chosen;
  // The threads of an engine for GPUs, where it draws in software, are its own affair.
  const threads = isGpu || chosen.engine.runsOn === "gpu" ? null : (options.threads ?? usableCores());
  const { devices, precision, normPerDevice } = program.use ?? alone;
  const engine = { name, version, device, isGpu, threads, exact: program.exact, devices, precision, normPerDevice, why: chosen.why };
  checkUse(engine);

  const own = program.model.pretrained ? program.model.pretrained.from : null;
  const seen = own === null ? { spec: program.data, inferences: [] } : seenAsBefore(program.data, recordedOf(own, program.model.name));
  const task = taskOf({});
  const found = await inspect(seen.spec, seed, task.target);
  const looked = dataPlan(seen.spec, found);
  const outputs = task.outputs(looked);
  checkMetrics(program, task, outputs);

  const model = createModel(program.model.name, { outputs, head: task.head });
  const resolved = await resolvePretrained(program.model, options);
  const weights =
    resolved.kind === "file" ? { ...resolved, notes: notesOnWeights(resolved.path, model, task.compareHead(looked), looked) } : resolved;
  const sets = await inspectSets(program, task);
  const costs = new Costs(task);
  const { images, notes } = await countImages(program);
  const { steps, inferences } = planSteps(program, model, looked, costs, {
    images,
    sets,
    seed,
  });

  const [speed, free] = [speedOf(engine.name, { threads: engine.threads ?? undefined, isGpu: engine.isGpu }), freeMemory()];
  const estimateOf = (data: DataPlan) => estimate({ engine, data, steps }, model, costs, speed, free);
  const room = program.data.cache === null ? roomForCache(estimateOf(looked)) : looked.cacheBytes;
  const data = { ...looked, cacheBytes: Math.min(looked.cacheBytes, room) };

  return {
    version: 1,
    file: program.file,
    source: program.source,
    included: program.included,
    experiment: program.experiment,
    values: program.values,
    seed,
    engine,
    data,
    model: modelPlan(model, data.imageSize, weights),
    steps,
    estimate: estimateOf(data),
    warnings: [...found.warnings, ...setWarnings(sets, looked.train)],
    inferences: [
      ...chosen.damaged,
      ...found.inferences,
      ...seen.inferences,
      ...inferences,
      ...setInferences(sets),
      ...notes,
      ...(options.offline && weights.kind === "published" ? [notAsked] : []),
    ],
  };
}

/** Throws a `Failure` if the weights cannot be used: before the images are looked at. */
function recordedOf(path: string, model: string): Recorded {
  const { problem, recorded } = inspectWeights(path, model);
  if (problem) throw problem;
  return recorded;
}

const notAsked = "weights: the published ones; a plan does not check whether their server is reachable";

const alone = { devices: 1, precision: null, normPerDevice: false };

/** Throws where more is asked of an engine than it has. */
function checkUse({ name, devices, precision }: EnginePlan): void {
  const asked = [
    { what: `${devices} devices`, isAsked: devices > 1, have: enginesThat(({ supports }) => supports.devices) },
    { what: "bf16", isAsked: precision === "bfloat16", have: enginesThat(({ supports }) => supports.bfloat16) },
  ];
  const lacking = asked.find(({ isAsked, have }) => isAsked && !have.includes(name));
  if (!lacking) return;
  const { what, have } = lacking;
  const only = `only ${listed(have)} ${have.length === 1 ? "has" : "have"}`;
  throw new Failure("experiment", `the engine ${name} has no ${what}: ${only}`, `write \`use ${have[0]}\`, or leave it out`);
}

/** A look at each of the other data sets that steps evaluate on. */
async function inspectSets({ steps }: Program, { target }: AnyTask): Promise<Inspection["sets"]> {
  const wanted = steps.flatMap(step => kindOf(step).looksAt(step).sets);
  return new Map(
    await Promise.all(wanted.map(async ({ data, outOfDomain }) => [data, await inspectSet(data, outOfDomain, target)] as const)),
  );
}

/** Warnings of them, under their names. */
const setWarnings = (sets: Inspection["sets"], train: DataPlan["train"]): string[] =>
  [...sets.values()].flatMap(set => [...set.warnings.map(sentence => `${set.name}: ${sentence}`), ...trainedOn(set, train)]);

/** What was inferred of them, under their names. */
const setInferences = (sets: Inspection["sets"]): string[] =>
  [...sets.values()].flatMap(({ name, inferences }) => inferences.map(sentence => `${name}: ${sentence}`));

/** Images at each path that a step names, found as the run will find them, and what is left out there. */
async function countImages({ steps }: Program): Promise<{ images: Map<string, number>; notes: string[] }> {
  const paths = steps.flatMap(step =>
    kindOf(step)
      .looksAt(step)
      .paths.map(path => [path, step.kind] as const),
  );
  const found = await Promise.all(paths.map(async ([path, by]) => ({ path, ...(await lookAt(path, by)) })));
  return {
    images: new Map(found.map(({ path, paths }) => [path, paths.length])),
    notes: [...new Set(found.flatMap(({ notes }) => notes))],
  };
}

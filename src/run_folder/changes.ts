import { cpus } from "node:os";
import { join } from "node:path";
import { readJson } from "../common/read_json.ts";
import { readRegularSync } from "../common/read_regular.ts";
import { engines } from "../engines/index.ts";
import type { Plan } from "../plan/plan.ts";
import { type Environment, environmentOf } from "./folder.ts";
import { changesOf, hashFiles, inputsIn, lookAtInputs } from "./inputs.ts";

/** What has changed since a run was begun and could give other numbers, one sentence each: the experiment, its data and weights, exp and the engine. */
export const changesSince = async (folder: string, plan: Plan): Promise<string[]> => [
  ...textChanges(plan),
  ...(await surroundingChanges(folder, plan)),
];

/** The same without the text of the experiment; `everyHash` looks into every file, not only those with another size or time. */
export async function surroundingChanges(folder: string, plan: Plan, everyHash = false): Promise<string[]> {
  const before = inputsIn(folder);
  return [
    ...(before
      ? await changesOf(before, await lookAtInputs(plan), hashFiles, everyHash)
      : ["inputs.json cannot be read: whether images and weights are as they were is not known"]),
    ...(await machineChanges(readJson<Environment>(join(folder, "environment.json")), plan)),
  ];
}

/** A text that is gone, or is no file any more, is in the run folder still. */
function textChanges({ file, source, included }: Plan): string[] {
  return [{ file, source }, ...included].flatMap(({ file, source }) => {
    try {
      return readRegularSync(file).toString("utf8") === source ? [] : [`${file} changed`];
    } catch {
      return [];
    }
  });
}

async function machineChanges(then: Environment | null, { engine }: Plan): Promise<string[]> {
  if (then === null) return ["environment.json cannot be read: with what the run was begun is not known"];
  const probe = await engines[engine.name].probe();
  const now = environmentOf({ engine });
  const model = cpus()[0]?.model.trim() ?? null;
  return [
    ...(then.exp === now.exp ? [] : [`exp was ${then.exp}, and is ${now.exp}`]),
    ...(!probe.available || probe.version === engine.version ? [] : [`${engine.name} was ${engine.version}, and is ${probe.version}`]),
    ...(engines[engine.name].sameEverywhere || then.cpu.model === model ? [] : [`the processor was ${then.cpu.model}, and is ${model}`]),
  ];
}

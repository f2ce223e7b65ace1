import { existsSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import { Failure } from "../../common/failure.ts";
import { writeAtomic } from "../../common/files.ts";
import { jsonLine } from "../../common/unseen.ts";
import { shownPath } from "../../events/paths.ts";
import type { ExportFormat, Trained } from "../../export/format.ts";
import type { Plan } from "../../plan/plan.ts";
import { taskOf } from "../../tasks/index.ts";
import type { Command } from "../commands.ts";
import { choice } from "../options.ts";
import { runFolder } from "../run_folder.ts";
import { say } from "../terminal.ts";

/** `exp export RUN`: writes the model of a run, or the programs of its plan, to a file in another format. */
export const exportRun: Command = async ([run], { as, to, force, json }) => {
  const [{ formats }, { planIn }] = await Promise.all([import("../../export/index.ts"), import("../../run_folder/plan_in.ts")]);
  const format: ExportFormat = formats[choice("--as", String(as ?? "safetensors"), Object.keys(formats) as (keyof typeof formats)[])];
  const folder = await runFolder(run as string);
  const plan = planIn(folder);
  const file = resolve(to === undefined ? `${basename(folder)}${format.extension}` : String(to));
  if (existsSync(file) && !force)
    throw new Failure(
      "command line",
      `there is a file ${shownPath(file)} already`,
      "name another one with `--to`, or overwrite it with `--force`",
    );
  if (format.of === "programs") await writeAtomic(file, format.text(plan));
  else await format.write(await trainedIn(folder, plan), file);
  if (json) console.log(jsonLine({ event: "exported", file }));
  else say(`${shownPath(folder)} is exported to ${shownPath(file)}`);
  return 0;
};

/** The model of a run with its last weights. Throws a `Failure` of fault `data` if it has none, or none that fit. */
async function trainedIn(folder: string, plan: Plan): Promise<Trained> {
  const [{ modelOf }, { loadWeights }, { weightsName }] = await Promise.all([
    import("../../plan/model_plan.ts"),
    import("../../models/weights/index.ts"),
    import("../../export/safetensors.ts"),
  ]);
  const path = join(folder, weightsName);
  if (!existsSync(path))
    throw new Failure("data", `${shownPath(folder)} has no weights: it has not trained a model`, "name a run with training");
  const model = modelOf(plan);
  const { signal } = new AbortController();
  const { weights } = await loadWeights({ kind: "file", path }, model, plan.seed, {
    signal,
    compareHead: taskOf(plan).compareHead(plan.data),
  });
  return { plan, model, weights };
}

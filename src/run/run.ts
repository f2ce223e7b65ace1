import { join } from "node:path";
import type { LoaderOptions } from "../data/data.ts";
import { openLoader } from "../data/loader.ts";
import type { Session } from "../engines/engine.ts";
import { engines } from "../engines/index.ts";
import { createModel } from "../models/index.ts";
import type { Model } from "../models/model.ts";
import { loadWeights, saveWeights } from "../models/weights/index.ts";
import type { Plan } from "../plan/plan.ts";
import { Interrupted, Trainer } from "../train/trainer.ts";
import type { RunEvent } from "./events.ts";
import { createRunFolder } from "./folder.ts";
import { openJournal } from "./journal.ts";
import { writeReport } from "./report.ts";
import { runStep } from "./steps/index.ts";

export interface RunOptions {
  emit(event: RunEvent): void;
  /** Raised to stop: the step under way ends, the weights are kept, and `interrupted` is the last event. */
  signal: AbortSignal;
  /** Where run folders go; `createRunFolder` says where they go when this is unsaid. */
  root?: string;
}

/**
 * Carries out a plan, step by step, into a new run folder. Resolves to that folder, and whether the whole plan ran. Throws a `Failure`
 * where the data, the weights or the machine fall short; what was trained until then is saved first.
 */
export async function runPlan(plan: Plan, { emit, signal, root }: RunOptions): Promise<{ folder: string; finished: boolean }> {
  const started = performance.now();
  const folder = await createRunFolder(plan, root);
  const journal = openJournal(folder);
  const events: RunEvent[] = [];
  const tell = (event: RunEvent) => {
    events.push(event);
    journal.write(event);
    emit(event);
  };
  tell({ event: "started", plan, folder });

  const model = createModel(plan.model.name, { classes: plan.model.classes });
  const loaderOptions: LoaderOptions = { ...plan.data, seed: plan.seed };
  const loader = openLoader(plan.data, loaderOptions);
  let session: Session | undefined;
  const keep = async (): Promise<string[]> => (session ? [await keepWeights(plan, model, session, folder)] : []);
  try {
    // The engine starts while the weights are read.
    const [opened, { weights }] = await Promise.all([
      engines[plan.engine.name].open({ threads: plan.engine.threads }),
      loadWeights(plan.model.weights, model, plan.seed, { signal }),
    ]);
    session = opened;
    if (plan.model.weights.kind === "bundled") tell({ event: "warning", message: plan.model.weights.warning });
    await session.write(weights);
    const { batchSize, imageSize } = plan.data;
    const trainer = new Trainer({ session, model, loader, batchSize, imageSize, dropout: plan.model.dropout, seed: plan.seed, signal });
    const context = { plan, folder, model, session, loader, loaderOptions, trainer, emit: tell, signal };
    for (const [index, step] of plan.steps.entries()) {
      await runStep(context, step, index);
      if (signal.aborted) throw new Interrupted();
    }
    const { broken } = loader.report();
    if (broken.length > 0) tell({ event: "broken", files: broken });
    for (const file of plan.steps.some(isTraining) ? await keep() : []) tell({ event: "saved", file });
    const seconds = (performance.now() - started) / 1000;
    const finished: RunEvent = { event: "finished", seconds, loader: loader.report(), report: join(folder, "report.html") };
    await writeReport(folder, plan, [...events, finished]);
    tell(finished);
    return { folder, finished: true };
  } catch (error) {
    // A crashed engine has nothing left to keep; the error that ended the run matters more than that.
    const kept = await keep().catch(() => []);
    if (!(error instanceof Interrupted)) throw error;
    tell({ event: "interrupted", kept: [...kept, join(folder, "metrics.jsonl")] });
    return { folder, finished: false };
  } finally {
    await Promise.all([session?.close(), loader.close(), journal.close()]);
  }
}

const isTraining = ({ kind }: Plan["steps"][number]): boolean => kind === "fine_tune" || kind === "fit" || kind === "fit_one_cycle";

/** Saves the weights as they are now, loadable by torchvision and by `pretrained from`, and returns the file. */
async function keepWeights(plan: Plan, model: Model, session: Session, folder: string): Promise<string> {
  const file = join(folder, "weights.safetensors");
  const weights = await session.read(model.parameters.map(({ name }) => name));
  await saveWeights(model, weights, file, { experiment: plan.file, classes: JSON.stringify(plan.data.classes) });
  return file;
}

import { mkdirSync } from "node:fs";
import { Compiled } from "../../src/engines/xla/compiled_cache.ts";
import { type Plugin, settings } from "../../src/engines/xla/plugins.ts";
import { openSession } from "../../src/engines/xla/session.ts";
import { type ExpTask, expTask } from "../peers/exp_task.ts";
import { peak, serve } from "../peers/serve.ts";
import { loadedBatches } from "./loaded_batches.ts";

/** What exp's side of bench/gpu is told, as JSON. */
export interface ExpSide {
  plugin: Plugin;
  addon: string;
  model: string;
  imageSize: number;
  batchSize: number;
  precision: "float32" | "bfloat16";
  /** Runs that are under way at most: 2 in the trainer, which begins a step before it has the loss of the one before. */
  ahead: number;
  /** One batch in memory, fed anew each step, or images from exp's loader with its cache. */
  input: "resident" | "loader";
  /** Folder of images, for the loader. */
  images: string;
  /** Where compiled programs are kept. */
  cache: string;
}

/** exp's side of bench/gpu: a training step by the engine xla on a plugin. Says and answers what serve.py tells. */
export async function expSteps(side: ExpSide): Promise<void> {
  const phases: Record<string, number> = { process: performance.now() / 1000 };
  const timed = async <T>(name: string, work: () => Promise<T> | T): Promise<T> => {
    const started = performance.now();
    const result = await work();
    phases[name] = (performance.now() - started) / 1000;
    return result;
  };
  // A peer needs room on the same card: memory is taken as it is needed.
  const { options, flags } = settings[side.plugin.platform];
  const asNeeded = (devices: number) => options(devices).map(([name, value]) => [name, name === "preallocate" ? false : value] as const);
  settings[side.plugin.platform] = { options: asNeeded, flags };

  mkdirSync(side.cache, { recursive: true });
  const task = await timed("graph", () => expTask("train", side.model, side.imageSize, side.batchSize));
  const asked = { devices: 1, normParts: 1, precision: side.precision, cache: new Compiled(side.cache) };
  const session = await timed("client", () => openSession(side.addon, side.plugin, asked));
  const state = await timed("weights", () => task.state());
  await timed("upload", () => session.write(state));
  const executable = await timed("compile", () => session.compile(task.graph));
  const batches = side.input === "loader" ? loadedBatches(side) : residentBatches(task);
  let step = 0;
  await serve(`exp, xla, ${side.precision}, on ${session.device} (${session.library})`, {
    phases,
    prepare: async steps => {
      const next = await batches(steps);
      return async () => {
        const losses: number[] = [];
        const running: Promise<Record<string, Float32Array>>[] = [];
        const settle = async () => losses.push((await running.shift()!).loss[0]);
        for (let i = 0; i < steps; i++) {
          const given = await next();
          running.push(executable.run({ ...task.feeds(++step), ...given }, ["images"]));
          if (running.length >= side.ahead) await settle();
        }
        while (running.length > 0) await settle();
        return losses;
      };
    },
    memory: async () => {
      if (!session.isGpu) return peak();
      const need = await executable.need();
      return need.arguments + need.outputs - need.aliased + need.temporary + need.code;
    },
  });
}

export interface Fed {
  images: Float32Array;
  labels?: Float32Array;
}

/** The one batch, in a buffer of its own for each step, as the loader hands it over: buffers are made before the steps are timed. */
const residentBatches = (task: ExpTask) => async (steps: number) => {
  const copies = Array.from({ length: steps }, (): Fed => ({ images: task.feeds(1).images.slice() }));
  return async () => copies.pop()!;
};

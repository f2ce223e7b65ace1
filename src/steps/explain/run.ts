import { basename, extname, join } from "node:path";
import { writeAtomic } from "../../common/files.ts";
import { imagesAt } from "../../data/images_at.ts";
import { seenImage } from "../../inputs/image/seen_image.ts";
import { elementsOf } from "../../inputs/image/shape.ts";
import type { Plan } from "../../plan/plan.ts";
import { readReporting } from "../../run/steps/read_reporting.ts";
import { runRows } from "../../run/steps/rows.ts";
import type { RunContext, StepRunner } from "../../run/steps/step.ts";
import { validating } from "../../run/steps/validating.ts";
import { taskRunOf } from "../../tasks/run/index.ts";
import type { ExplainedImage } from "../../tasks/run/task_run.ts";
import { predictionGraph } from "../../train/graphs.ts";
import { captionOf, labelsOf } from "../../visualize/attribution/caption.ts";
import { methods } from "../../visualize/attribution/index.ts";
import type { HeatMap } from "../../visualize/attribution/method.ts";
import { drawExplained } from "../../visualize/attribution/picture.ts";
import type { ExplainStep } from "./plan.ts";

/** Shows which parts of images speak for a class: one picture, each image beside its heat maps. */
export const explain: StepRunner<ExplainStep> = async (context, step, index) => {
  const { plan, task, model, folder, loaderOptions, emit } = context;
  const { imageSize, batchSize } = loaderOptions;
  const losses = step.what.kind === "worst" ? await worst(context, step.what.count, index) : null;
  const { images, paths } = await read(
    losses ? [...losses.keys()] : await imagesAt((step.what as { path: string }).path, step.kind),
    context,
  );
  const run = { ...context, batchSize, imageSize };
  const one = elementsOf(imageSize);

  const seen: ExplainedImage[] = [];
  await runRows(run, size => predictionGraph(model, { task, batchSize: size, imageSize }), {
    count: paths.length,
    image: (row, out) => out.set(images.subarray(row * one, (row + 1) * one)),
    target: () => 0,
    done(row, fetched) {
      const own = Object.entries(fetched).map(([name, values]) => [name, values.slice()]);
      seen.push({ path: paths[row], fetched: Object.fromEntries(own), loss: losses?.get(paths[row]) });
    },
  });
  const answers = taskRunOf(plan).explained(step.of, seen, plan.data);
  const targets = answers.map(({ target }) => target);
  const predictions = answers.map(({ prediction }) => prediction);
  const asked = answers.map(({ asked }) => asked);

  const maps: HeatMap[][] = paths.map(() => []);
  for (const name of step.methods) {
    const method = methods[name];
    const found = await method.explain({ images, imageSize, targets }, rows =>
      runRows(run, size => method.graph(model, { task, batchSize: size, imageSize }), {
        ...rows,
        done(row, fetched) {
          rows.done(row, fetched);
          if ((row + 1) % batchSize === 0) emit({ event: "progress", step: index, what: name, done: row + 1, of: rows.count });
        },
      }),
    );
    for (const [i, map] of found.entries()) maps[i].push(map);
  }

  const texts = labelsOf({ step, predictions, asked });
  const explained = await Promise.all(
    paths.map(async (path, i) => ({ image: await seenImage(path, loaderOptions), maps: maps[i], label: texts[i] })),
  );
  const used = step.methods.map(name => methods[name]);
  const file = join(folder, "pictures", pictureName(plan, index));
  await writeAtomic(file, await drawExplained(explained, used));
  emit({ event: "picture", step: index, file, ...captionOf({ step, model, imageSize, predictions, asked, explained, methods: used }) });
};

/** The validation images that the model is most wrong about, with their losses: wrong ones first, greatest loss first. */
async function worst({ plan, trainer, emit }: RunContext, count: number, index: number): Promise<Map<string, number>> {
  const evaluation = await trainer.evaluate(report =>
    emit({ step: index, phase: 0, epoch: 0, smoothLoss: report.loss, ...validating(plan.data), ...report }),
  );
  return taskRunOf(plan).worst(evaluation, count);
}

/** All images of `wanted` that can be read, as the model sees them. */
async function read(wanted: readonly string[], context: RunContext): Promise<{ images: Float32Array; paths: string[] }> {
  const one = elementsOf(context.loaderOptions.imageSize);
  const images = new Float32Array(wanted.length * one);
  const paths: string[] = [];
  for await (const batch of readReporting(wanted, context)) {
    images.set(batch.feeds.images, paths.length * one);
    paths.push(...batch.samples.map(({ path }) => path));
  }
  return { images: images.subarray(0, paths.length * one), paths };
}

/** Characters of an image's name in that of its picture: systems bound the names of files. */
const longestName = 60;

/** `explain-worst.png`, `explain-garden.png`; what is shown again, after more training, has `explain-worst-2.png`. */
function pictureName({ steps }: Plan, index: number): string {
  const nameOf = ({ what }: ExplainStep) =>
    what.kind === "worst" ? "worst" : basename(what.path, extname(what.path)).slice(0, longestName);
  const own = nameOf(steps[index] as ExplainStep);
  const before = steps.slice(0, index).filter(step => step.kind === "explain" && nameOf(step) === own).length;
  return `explain-${own}${before > 0 ? `-${before + 1}` : ""}.png`;
}

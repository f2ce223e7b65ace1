import { movedFeeds, namedFeeds } from "../../inputs/image/feeds.ts";
import { Domain, type Seen } from "../../metrics/domain.ts";
import { domainSamples } from "../../plan/domain.ts";
import { scoringGraph } from "../../train/graphs.ts";
import { isTrainStep } from "../../train/phase.ts";
import { withCompiled } from "./compiled.ts";
import { readReporting } from "./read_reporting.ts";
import type { RunContext } from "./step.ts";

/** What the model makes of one image. */
export interface SeenImage extends Seen {
  path: string;
}

/** Shows images to the model, as validation does. Reports broken ones and leaves them out. Throws `Interrupted` if the signal was raised. */
export async function seeImages(paths: readonly string[], context: RunContext, onProgress?: (done: number) => void): Promise<SeenImage[]> {
  const { model, session, loaderOptions } = context;
  const { imageSize } = loaderOptions;
  const seen: SeenImage[] = [];
  await withCompiled(
    session,
    batchSize => scoringGraph(model, { batchSize, imageSize }),
    async compiled => {
      for await (const { feeds, size, samples } of readReporting(paths, context)) {
        const { output, features } = await (await compiled(size)).executable.run(namedFeeds(feeds), movedFeeds(feeds));
        const row = (values: Float32Array, i: number) => values.slice((i * values.length) / size, ((i + 1) * values.length) / size);
        for (const [i, { path }] of samples.entries()) seen.push({ path, logits: row(output, i), features: row(features, i) });
        onProgress?.(seen.length);
      }
    },
  );
  return seen;
}

/** What the images of the data look like to the model as it is at a step, found once after each training. */
export function domainAt(context: RunContext, index: number): Promise<Domain> {
  const { steps } = context.plan;
  const after = steps.slice(0, index).findLastIndex(isTrainStep);
  const known = context.domains.get(after);
  if (known) return known;
  const domain = findDomain(context, index);
  context.domains.clear();
  context.domains.set(after, domain);
  return domain;
}

async function findDomain(context: RunContext, index: number): Promise<Domain> {
  const { plan, emit } = context;
  const { train, valid } = domainSamples(plan.data, plan.seed);
  const of = train.length + valid.length;
  const show = (samples: typeof train, before: number) =>
    seeImages(
      samples.map(({ path }) => path),
      context,
      done => emit({ event: "progress", step: index, what: "domain", done: before + done, of }),
    );
  const learned = await show(train, 0);
  const usual = await show(valid, train.length);
  return new Domain(
    learned.map(({ features }) => features),
    usual,
  );
}

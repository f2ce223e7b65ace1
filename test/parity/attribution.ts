import { expect } from "vitest";
import type { Session } from "../../src/engines/engine.ts";
import { publishedHead } from "../../src/models/head.ts";
import { createModel } from "../../src/models/index.ts";
import { runRows } from "../../src/run/steps/rows.ts";
import { classification } from "../../src/tasks/classification/index.ts";
import { methods } from "../../src/visualize/attribution/index.ts";
import type { HeatMap, Method, Subjects } from "../../src/visualize/attribution/method.ts";
import { occlusionBy } from "../../src/visualize/attribution/occlusion.ts";
import reference from "../fixtures/captum_attribution.json" with { type: "json" };
import { fill, images } from "../support/reference.ts";

export type CaptumCase = (typeof reference.attribution)[number];
type Name = keyof CaptumCase["maps"];
export const captumCases: readonly CaptumCase[] = reference.attribution;

/**
 * How far values may lie from Captum's, as shares of the map's greatest: most of them, and the furthest one. Rounding decides whether a relu
 * near 0 lets the gradient of the pixels that it sees through; of differences of probabilities few digits are left.
 */
const [tolerance, tolerated] = [2e-4, 2e-2];

/** Holds every method to Captum's values in an engine, and integrated gradients to their completeness. */
export async function expectCaptum(session: Session, { arch, size, targets, square, step, maps, ...rest }: CaptumCase): Promise<void> {
  const model = createModel(arch, { outputs: 1000, head: publishedHead });
  await session.write(fill(model));
  const subjects: Subjects = { images: images(99, targets.length, size), imageSize: size, targets };
  const run = { session, signal: new AbortController().signal, batchSize: 10, imageSize: size, model };
  const asked: Record<Name, Method> = {
    ...methods,
    // Squares that cover the image without a rest: Captum cuts those that reach beyond the edge.
    occlusion: occlusionBy(
      () => square,
      () => step,
    ),
  };
  for (const name of Object.keys(maps) as Name[]) {
    const method = asked[name];
    const graphOf = (batchSize: number) => method.graph(model, { task: classification, batchSize, imageSize: size });
    const found = await method.explain(subjects, rows => runRows(run, graphOf, rows));
    for (const [i, expected] of maps[name].entries()) expectMap(found[i], expected, name);
    if (name === "integrated_gradients") expectComplete(found, rest);
  }
}

function expectMap({ side, values }: HeatMap, expected: CaptumCase["maps"][Name][number], name: Name): void {
  expect(side, name).toBe(expected.side);
  const greatest = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  const distances = expected.values.map((value, k) => Math.abs(values[k * expected.every] - value) / greatest).sort((a, b) => a - b);
  expect(distances[distances.length >> 1], name).toBeLessThan(tolerance);
  expect(distances.at(-1), name).toBeLessThan(tolerated);
  const absolute = values.reduce((total, value) => total + Math.abs(value), 0);
  expect(absolute / values.length / expected.abs_mean, name).toBeCloseTo(1, 2);
  expect(Math.abs(values.reduce((total, value) => total + value, 0) - expected.sum) / absolute, name).toBeLessThan(1e-3);
}

/** What the pixels add makes up the difference of the scores, to one in a hundred: relus bend the way that the quadrature follows. */
function expectComplete(maps: readonly HeatMap[], { scores, baseline_scores }: Pick<CaptumCase, "scores" | "baseline_scores">): void {
  for (const [i, { values }] of maps.entries()) {
    const difference = scores[i] - baseline_scores[i];
    const added = values.reduce((total, value) => total + value, 0);
    expect(Math.abs(added - difference) / Math.abs(difference)).toBeLessThan(0.01);
  }
}

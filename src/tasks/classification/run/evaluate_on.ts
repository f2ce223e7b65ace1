import type { DomainSummary } from "../../../events/evaluated_on.ts";
import { areaUnderCurve } from "../../../metrics/area_under_curve.ts";
import { type Domain, type DomainScore, energyOf, probabilitiesOf } from "../../../metrics/domain.ts";
import { metricValues } from "../../../metrics/values.ts";
import { domainAt, type SeenImage, seeImages } from "../../../run/steps/domain.ts";
import type { RunContext } from "../../../run/steps/step.ts";
import type { EvaluateStep } from "../../../steps/evaluate/plan.ts";
import type { OtherSet } from "../../index.ts";
import type { ClassEvaluation } from "../index.ts";
import { metrics } from "../metrics/index.ts";
import type { Prediction } from "../prediction.ts";
import { unmatched } from "../target/match_classes.ts";
import { predictionOf, worstFirst, worstKept } from "./evaluated.ts";

/** One image of the other data. */
interface Measured extends SeenImage {
  /** Of the set's classes; -1 where it has none. */
  label: number;
  probabilities: Float32Array;
  score: DomainScore;
}

/** Measures on other data: their images by their own classes, and how far they lie from the training images. */
export async function evaluateOn(context: RunContext, step: EvaluateStep, set: OtherSet, index: number): Promise<void> {
  const { plan, emit } = context;
  const { classes: learned } = plan.data;
  const domain = await domainAt(context, index);
  const labels = new Map(set.samples.map(({ path, label }) => [path, label]));
  const seen = await seeImages(
    set.samples.map(({ path }) => path),
    context,
    done => emit({ event: "progress", step: index, what: `on ${set.name}`, done, of: set.samples.length }),
  );
  const images = seen.map(
    (image): Measured => ({
      ...image,
      label: labels.get(image.path) ?? -1,
      probabilities: probabilitiesOf(image.logits),
      score: domain.score(image),
    }),
  );
  const note = unmatched(set);
  if (note) emit({ event: "warning", message: note });

  const known = images.flatMap(image => {
    const label = set.matches[image.label] ?? null;
    return label === null ? [] : [{ ...image, label, loss: -image.logits[label] - energyOf(image.logits) }];
  });
  const evaluation = evaluationOf(known, learned.length);
  emit({
    event: "evaluated_on",
    step: index,
    name: set.name,
    images: images.length,
    learned: known.length,
    loss: known.length > 0 ? evaluation.loss : null,
    metrics: known.length > 0 ? metricValues(metrics, evaluation, step.metrics) : {},
    classes: set.classes,
    matches: set.matches,
    confusion: confusionOf(images, set, learned.length),
    worst: set.outOfDomain ? nearest(images, learned) : worst(known, learned),
    notLearned: set.outOfDomain ? [] : notLearned(images, set, learned),
    domain: summaryOf(images, domain, set),
  });
}

type Known = Measured & { loss: number };

const evaluationOf = (images: readonly Known[], classes: number): ClassEvaluation => ({
  classes,
  losses: Float32Array.from(images, ({ loss }) => loss),
  loss: images.reduce((sum, { loss }) => sum + loss, 0) / images.length,
  probabilities: Float32Array.from(images.flatMap(({ probabilities }) => [...probabilities])),
  labels: Float32Array.from(images, ({ label }) => label),
  paths: images.map(({ path }) => path),
});

/** The first of equals, as everywhere. */
const likeliestOf = ({ probabilities }: Pick<Measured, "probabilities">): number =>
  probabilities.reduce((best, value, c) => (value > probabilities[best] ? c : best), 0);

/** Images of each class of the set, by the class that the model predicts. */
function confusionOf(images: readonly Measured[], { classes }: OtherSet, learned: number): number[][] {
  const rows = classes.map(() => new Array<number>(learned).fill(0));
  for (const { label, probabilities } of images) {
    if (label >= 0) rows[label][likeliestOf({ probabilities })]++;
  }
  return rows;
}

const worst = (images: readonly Known[], learned: readonly string[]): Prediction[] =>
  worstFirst(images.map(image => ({ ...image, isWrong: likeliestOf(image) !== image.label })))
    .slice(0, worstKept)
    .map(image => ({ ...predictionOf(image.path, image.probabilities, learned, learned[image.label], image.loss), domain: image.score }));

/** Of images that show something else, those that are taken most for what was learned. */
const nearest = (images: readonly Measured[], learned: readonly string[]): Prediction[] =>
  images
    .toSorted((a, b) => a.score.distance - b.score.distance)
    .slice(0, worstKept)
    .map(({ path, probabilities, score }) => ({ ...predictionOf(path, probabilities, learned, null), domain: score }));

const notLearned = (images: readonly Measured[], { classes, matches }: OtherSet, learned: readonly string[]): Prediction[] =>
  images
    .filter(({ label }) => label >= 0 && matches[label] === null)
    .slice(0, worstKept)
    .map(({ path, label, probabilities, score }) => ({ ...predictionOf(path, probabilities, learned, classes[label]), domain: score }));

function summaryOf(images: readonly Measured[], domain: Domain, { outOfDomain }: OtherSet): DomainSummary {
  const area = (valid: Float64Array, of: (score: DomainScore) => number): number | null => {
    const value = areaUnderCurve(
      valid,
      Float64Array.from(images, ({ score }) => of(score)),
    );
    return Number.isNaN(value) ? null : value;
  };
  return {
    outOfDomain,
    unlike: { images: images.filter(({ score }) => score.unlike).length, of: images.length },
    validUnlike: { images: domain.validUnlike, of: domain.distances.length },
    auroc: { distance: area(domain.distances, score => score.distance), energy: area(domain.energies, score => score.energy) },
  };
}

/** What the model makes of an image: its last maps, averaged over their places, and its logits. */
export interface Seen {
  features: Float32Array;
  logits: Float32Array;
}

/** How far an image lies from what was learned. */
export interface DomainScore {
  /** Between unit vectors, 0 to 2: see `Domain`. */
  distance: number;
  /** Share of the validation images that lie nearer, 0 to 1. */
  distancePercentile: number;
  /** Minus the logarithm of the sum of the exponentials of the logits (Liu et al., 2020): the greater, the less the model is moved. */
  energy: number;
  /** Share of the validation images of less energy. */
  energyPercentile: number;
  /** Whether it lies farther than 95 % of the validation images do: so much that one in twenty of its own kind does. */
  unlike: boolean;
}

/** Which of the nearest training images counts. Sun et al. take more of them the more images there are. */
const neighbor = 5;
/** An image farther than this share of the validation images is unlike them: the threshold at which detectors are usually compared ("FPR at 95 % TPR"). */
const likeUpTo = 0.95;
/** Of fewer validation images the share is not known. */
const enough = Math.round(1 / (1 - likeUpTo));

/**
 * What images look like to a model that has learned some: those that it learned, and how far those lie that it did not. The distance of an
 * image is that of its features, as a unit vector, to the fifth nearest of the training images (Sun, Ming, Zhu and Li, "Out-of-Distribution Detection
 * with Deep Nearest Neighbors", 2022). On drawn pets it tells digits as well as Mahalanobis's distance to the classes does (Lee et al., 2018),
 * and dogs from cats better.
 */
export class Domain {
  readonly #learned: Float32Array[];
  /** Of the validation images, ascending. */
  readonly distances: Float64Array;
  readonly energies: Float64Array;
  /** Images that lie farther are unlike the training images. */
  readonly #farthest: number;

  /** Throws where there is no training image. */
  constructor(train: readonly Float32Array[], valid: readonly Seen[]) {
    if (train.length === 0) throw new Error("a domain needs an image at least");
    this.#learned = train.map(unit);
    const apart = Float64Array.from(train, (features, i) => this.#distance(features, i)).sort();
    this.distances = Float64Array.from(valid, ({ features }) => this.#distance(features)).sort();
    this.energies = Float64Array.from(valid, ({ logits }) => energyOf(logits)).sort();
    // Those that were learned lie nearer than others of their kind; where few are held out, they say how far at the least.
    const held = quantile(this.distances, likeUpTo);
    this.#farthest = valid.length < enough ? Math.max(held, quantile(apart, likeUpTo)) : held;
  }

  /** Validation images that count as unlike the training images themselves. */
  get validUnlike(): number {
    return this.distances.filter(distance => distance > this.#farthest).length;
  }

  score({ features, logits }: Seen): DomainScore {
    const [distance, energy] = [this.#distance(features), energyOf(logits)];
    const [distancePercentile, energyPercentile] = [shareBelow(this.distances, distance), shareBelow(this.energies, energy)];
    return { distance, distancePercentile, energy, energyPercentile, unlike: distance > this.#farthest };
  }

  /** To the nearest training images, but for the one at `except`. */
  #distance(features: Float32Array, except = -1): number {
    const own = unit(features);
    const nearest: number[] = [];
    for (const [i, other] of this.#learned.entries()) {
      if (i === except) continue;
      let product = 0;
      for (let k = 0; k < own.length; k++) product += own[k] * other[k];
      const squared = Math.max(0, 2 - 2 * product);
      const place = nearest.findIndex(value => value > squared);
      if (place >= 0) nearest.splice(place, 0, squared);
      else if (nearest.length < neighbor) nearest.push(squared);
      if (nearest.length > neighbor) nearest.pop();
    }
    return Math.sqrt(nearest.at(-1) ?? 0);
  }
}

/** The least of ascending values that a share of them does not exceed; infinite if there is none. */
const quantile = (values: Float64Array, share: number): number =>
  values.length === 0 ? Number.POSITIVE_INFINITY : values[Math.ceil(share * values.length) - 1];

/** As long as 1; what has no length stays so. */
function unit(features: Float32Array): Float32Array {
  const length = Math.sqrt(features.reduce((sum, value) => sum + value * value, 0)) || 1;
  return features.map(value => value / length);
}

export function energyOf(logits: Float32Array): number {
  const most = logits.reduce((a, b) => Math.max(a, b));
  return -most - Math.log(logits.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/** Softmax of logits. */
export function probabilitiesOf(logits: Float32Array): Float32Array {
  const energy = energyOf(logits);
  return logits.map(value => Math.exp(value + energy));
}

/** Share of ascending values that are less. */
function shareBelow(values: Float64Array, value: number): number {
  if (values.length === 0) return 0;
  const above = values.findIndex(other => other >= value);
  return (above < 0 ? values.length : above) / values.length;
}

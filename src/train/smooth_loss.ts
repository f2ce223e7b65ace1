/** What an average has gathered so far. */
export interface SmoothState {
  average: number;
  count: number;
}

/** An exponential average that is right from the first value on: divided by the weight that it has gathered (fastai's `AvgSmoothLoss`). */
export class SmoothLoss {
  #average: number;
  #count: number;
  readonly #beta: number;

  /** Goes on from what another has gathered. */
  constructor({ average, count }: SmoothState = { average: 0, count: 0 }, beta = 0.98) {
    this.#average = average;
    this.#count = count;
    this.#beta = beta;
  }

  state(): SmoothState {
    return { average: this.#average, count: this.#count };
  }

  /** Takes one more loss and returns the average so far. */
  add(loss: number): number {
    this.#average = this.#beta * this.#average + (1 - this.#beta) * loss;
    this.#count++;
    return this.value;
  }

  get value(): number {
    return this.#count === 0 ? Number.NaN : this.#average / (1 - this.#beta ** this.#count);
  }
}

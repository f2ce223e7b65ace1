/** An exponential average that is right from the first value on: divided by the weight that it has gathered (fastai's `AvgSmoothLoss`). */
export class SmoothLoss {
  private average = 0;
  private count = 0;
  private readonly beta: number;

  constructor(beta = 0.98) {
    this.beta = beta;
  }

  /** Takes one more loss and returns the average so far. */
  add(loss: number): number {
    this.average = this.beta * this.average + (1 - this.beta) * loss;
    this.count++;
    return this.value;
  }

  get value(): number {
    return this.count === 0 ? Number.NaN : this.average / (1 - this.beta ** this.count);
  }
}

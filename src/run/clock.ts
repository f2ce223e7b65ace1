/** The time that a run has taken. Time between its sessions does not count. */
export class RunClock {
  /** Milliseconds; never goes back. */
  readonly now: () => number;
  readonly #begun: number;
  readonly #before: number;

  /** `before`: seconds that earlier sessions took. */
  constructor(now: () => number, before: number) {
    this.now = now;
    this.#begun = now();
    this.#before = before;
  }

  get seconds(): number {
    return this.#before + (this.now() - this.#begun) / 1000;
  }
}

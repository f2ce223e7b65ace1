import { keyOf, type Planned, type Planner } from "../../plan/planner.ts";
import type { Program } from "../../program/program.ts";

/** The plans of programs in open documents: `of` gives what is known by now, `want` has the rest planned. */
export class FactsStore {
  readonly #planner: Planner;
  readonly #onFound: () => void;
  /** What is wanted, by program; `planned` once there is an answer. */
  #wanted = new Map<string, { withdraw: AbortController; planned: boolean }>();

  /** `onFound` is called when there is something new. */
  constructor(planner: Planner, onFound: () => void) {
    this.#planner = planner;
    this.#onFound = onFound;
  }

  of(program: Program): Planned | undefined {
    return this.#planner.known(program);
  }

  /** Has these programs planned, and no longer waits for others. */
  want(programs: readonly Program[]): void {
    const before = this.#wanted;
    this.#wanted = new Map();
    for (const program of programs) {
      const key = keyOf(program);
      if (this.#wanted.has(key)) continue;
      const asked = before.get(key);
      if (asked && (!asked.planned || this.#planner.known(program))) this.#wanted.set(key, asked);
      else void this.#ask(key, program);
    }
    for (const [key, { withdraw }] of before) if (!this.#wanted.has(key)) withdraw.abort();
  }

  forget(): void {
    this.#planner.forget();
  }

  close(): void {
    this.want([]);
  }

  async #ask(key: string, program: Program): Promise<void> {
    const asked = { withdraw: new AbortController(), planned: false };
    this.#wanted.set(key, asked);
    const found = await this.#planner.plan(program, { signal: asked.withdraw.signal });
    asked.planned = true;
    if (found) this.#onFound();
  }
}

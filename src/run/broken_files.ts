import type { Loader } from "../data/data.ts";
import type { RunLog } from "./log.ts";

/** Reports each file that the loader finds broken once, over all sessions of a run. */
export class BrokenFiles {
  readonly #loader: Loader;
  readonly #log: RunLog;
  readonly #reported: Set<string>;

  /** `reported`: paths that earlier sessions reported. */
  constructor(loader: Loader, log: RunLog, reported: readonly string[]) {
    this.#loader = loader;
    this.#log = log;
    this.#reported = new Set(reported);
  }

  /** Paths, in the order of the reports. */
  get reported(): string[] {
    return [...this.#reported];
  }

  report(): void {
    const files = this.#loader.report().broken.filter(({ path }) => !this.#reported.has(path));
    for (const { path } of files) this.#reported.add(path);
    if (files.length > 0) this.#log.add({ event: "broken", files });
  }
}

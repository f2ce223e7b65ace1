import { Failure } from "../../common/failure.ts";

export interface Kit {
  gpu: boolean;
  /** Prints progress. */
  say(line: string): void;
  signal: AbortSignal;
  /** Only what takes seconds and no network; everything by default. */
  easily?: boolean;
  /** The file of an installed plugin, for an engine that can use one instead of fetching it. */
  plugin?: string;
}

/** A way that this machine does not allow, because it lacks a program or a build for its platform. Another way may work. */
export class Unsuited extends Failure {
  constructor(message: string, fix?: string) {
    super("machine", message, fix);
  }
}

/** One way to get what an engine needs. */
export interface Way {
  /** As `exp setup --json` names it: `wheels`. */
  name: string;
  /** For people: `downloading what …`. */
  doing: string;
  /** Bytes of disk that it takes: while it works, and when it is done. */
  disk: { most: number; kept: number };
  /** Whether it is for machines with a GPU, or for others; for both by default. */
  isForGpu?: boolean;
  /** Whether it can be gone in seconds and without network, where the kit says `easily`. */
  isEasy?: boolean;
  /** Whether it takes the plugin that the kit names, and is only for that. */
  takesPlugin?: boolean;
  /**
   * Fills a folder, which it makes, with what the engine needs. Throws `Unsuited` if it cannot be gone here, and a `Failure` where it was
   * gone and did not arrive, or no other way can be gone either; the caller removes the folder.
   */
  make(folder: string, kit: Kit): Promise<void>;
  /** If it failed: what else would work on this machine; null if nothing is known. */
  otherwise?(kit: Kit): Promise<string | null>;
}

export interface Kit {
  gpu: boolean;
  /** Tells people what goes on. */
  say(line: string): void;
  signal: AbortSignal;
}

/** One way to get what an engine needs. */
export interface Way {
  name: "published" | "compiled" | "packages";
  /** For people: `downloading what …`. */
  doing: string;
  /** Bytes of disk that it takes: while it works, and when it is done. */
  disk: { most: number; kept: number };
  /** Fills an empty folder with the engine's packages. Throws a `Failure` where that does not work here; the caller removes the folder. */
  make(folder: string, kit: Kit): Promise<void>;
}

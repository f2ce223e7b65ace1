import { stat } from "node:fs/promises";
import { join } from "node:path";
import { readJson } from "../common/read_json.ts";
import { otherKindOf, readRegular } from "../common/read_regular.ts";
import { endingOf, type ReadEnding } from "./ending.ts";
import type { FoundRun } from "./runs.ts";
import { type RunState, stateOf } from "./state.ts";

/** A run in a list. */
export interface RunSummary extends FoundRun {
  /** ISO 8601; null where nothing says it. */
  started: string | null;
  engine: string | null;
  model: string | null;
  data: string | null;
  state: RunState;
  /** The last value of each, after an epoch or by `evaluate`, on the validation images. */
  metrics: Record<string, number>;
  /** Of the last epoch or evaluation. */
  validLoss: number | null;
  /** From its start to its end, or to its last event. */
  seconds: number | null;
}

/** Sums up runs; what has not changed since is not read again. */
export class Summaries {
  readonly #known = new Map<string, { key: string; ending: ReadEnding; environment: Environment; names: Names }>();

  async of(run: FoundRun, now = Date.now()): Promise<RunSummary> {
    const journal = join(run.folder, "metrics.jsonl");
    const { size, mtimeMs } = await stat(journal).catch(() => ({ size: 0, mtimeMs: now }));
    const key = `${size} ${mtimeMs}`;
    let known = this.#known.get(run.folder);
    if (known?.key !== key) {
      known = {
        key,
        ending: await endingOf(journal, known?.ending),
        names: known?.names ?? (await namesIn(join(run.folder, "plan.json"))),
        environment: known?.environment ?? readJson<Environment>(join(run.folder, "environment.json")) ?? {},
      };
      this.#known.set(run.folder, known);
    }
    const { ending, environment, names } = known;
    const begun = Date.parse(environment.started ?? "");
    return {
      ...run,
      ...names,
      started: environment.started ?? null,
      engine: environment.engine?.name ?? null,
      state: (await unreadable(run.folder)) ?? stateOf(ending.last, mtimeMs, now),
      metrics: ending.metrics,
      validLoss: ending.validLoss,
      seconds: ending.last?.event === "finished" ? ending.last.seconds : Number.isNaN(begun) ? null : Math.max(0, (mtimeMs - begun) / 1000),
    };
  }
}

/** How a run stands where one of its files is none: to open it would wait for ever; null elsewhere. */
async function unreadable(folder: string): Promise<RunState | null> {
  for (const name of ["plan.json", "environment.json", "metrics.jsonl"]) {
    const found = await stat(join(folder, name)).catch(() => null);
    const kind = found && otherKindOf(found);
    if (kind) return { is: "unreadable", text: `${name} is ${kind}, not a file` };
  }
  return null;
}

interface Environment {
  started?: string;
  engine?: { name?: string };
}

type Names = Pick<RunSummary, "model" | "data">;

/** What a plan says of both, null where it does not. It is searched, not read as a whole, for it lists every image; no text in it has such a line. */
async function namesIn(plan: string): Promise<Names> {
  const text = await readRegular(plan).catch(() => Buffer.alloc(0));
  const nameOf = (key: keyof Names): string | null => {
    const before = `\n  "${key}": {\n    "name": `;
    const start = text.indexOf(before);
    const from = start + before.length;
    return start === -1 ? null : textIn(text.toString("utf8", from, text.indexOf(",\n", from)));
  };
  return { model: nameOf("model"), data: nameOf("data") };
}

function textIn(json: string): string | null {
  try {
    return String(JSON.parse(json));
  } catch {
    return null;
  }
}

import { rmSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { Contestant } from "../peers/contestant.ts";
import { ratios } from "../peers/spread.ts";
import type { Case, Row, Setting } from "./rows.ts";

/** What one row did in one case. */
export interface Result {
  row: string;
  title: string;
  description: string;
  /** Images a second, turn by turn. */
  rates: number[];
  /** Its time by that of the first row, turn by turn in the same race: over 1, the first row is faster. */
  ratios: number[];
  /** Bytes, at most. */
  memory: number;
  /** Of the first step: it compiles, or chooses algorithms. exp compiles before. */
  firstStepSeconds: number;
  /** From the start of the process to the end of its first step: as it is, and for exp the second time, with what the first one compiled. */
  startSeconds: number;
  secondStartSeconds: number | null;
  /** Of the start, by what took them; exp's alone. */
  phases: Record<string, number> | null;
  losses: number[];
  /** Null where the losses are finite and fall. */
  wrong: string | null;
}
export interface Failed {
  row: string;
  title: string;
  failed: string;
}

/** Steps before the first turn: algorithms are chosen, memory is claimed, and clocks rise. */
const warmUp = 3;

const start = async (row: Row, of: Case, setting: Setting): Promise<Contestant> => {
  const { program, words, env } = row.command(of, setting);
  return Contestant.start(row.title, program, words, env);
};

interface Entered {
  contestant: Contestant;
  firstStepSeconds: number;
  startSeconds: number;
  secondStartSeconds: number | null;
  phases: Record<string, number> | null;
  steps: number;
}

/** Starts a row and finds how many steps make a turn. exp's are started twice: without and with what was compiled. */
async function enter(row: Row, of: Case, setting: Setting, secondsOfTurn: number): Promise<Entered> {
  const isExp = !row.needs;
  if (isExp) rmSync(setting.cache, { recursive: true, force: true });
  let contestant = await start(row, of, setting);
  try {
    const firstStepSeconds = await contestant.run(1);
    const startSeconds = contestant.readySeconds + firstStepSeconds;
    const phases = isExp ? await contestant.phases() : null;
    let secondStartSeconds: number | null = null;
    if (isExp) {
      contestant.end();
      contestant = await start(row, of, setting);
      secondStartSeconds = contestant.readySeconds + (await contestant.run(1));
    }
    await contestant.run(warmUp);
    const steps = Math.max(1, Math.round(secondsOfTurn / ((await contestant.run(warmUp)) / warmUp)));
    return { contestant, firstStepSeconds, startSeconds, secondStartSeconds, phases, steps };
  } catch (error) {
    contestant.end();
    throw error;
  }
}

/** Each row in turn with the first, which runs on; no two others are there at once, for the card's memory would not hold them all. */
export async function race(
  of: Case,
  rows: readonly Row[],
  setting: Setting,
  { turns, secondsOfTurn }: { turns: number; secondsOfTurn: number },
  onResult: (result: Result | Failed) => void,
): Promise<void> {
  const [first, ...others] = rows;
  const failed = (row: Row, error: unknown) => onResult({ row: row.name, title: row.title, failed: (error as Error).message });
  let reference: Entered;
  try {
    reference = await enter(first, of, setting, secondsOfTurn);
  } catch (error) {
    failed(first, error);
    return;
  }
  const turn = async ({ contestant, steps }: Entered): Promise<number> => {
    // Threads of the one before may still spin.
    await setTimeout(50);
    const seconds = (await contestant.run(steps)) / steps;
    contestant.seconds.push(seconds);
    return seconds;
  };
  try {
    for (const row of others) {
      let entered: Entered | null = null;
      try {
        entered = await enter(row, of, setting, secondsOfTurn);
        const [ours, theirs]: number[][] = [[], []];
        for (let i = 0; i < turns; i++) {
          ours.push(await turn(reference));
          theirs.push(await turn(entered));
        }
        onResult(await resultOf(row, of, entered, ratios(ours, theirs)));
      } catch (error) {
        failed(row, error);
      } finally {
        entered?.contestant.end();
      }
    }
    if (others.length === 0) for (let i = 0; i < turns; i++) await turn(reference);
    onResult(await resultOf(first, of, reference, []));
  } catch (error) {
    failed(first, error);
  } finally {
    reference.contestant.end();
  }
}

async function resultOf(row: Row, of: Case, entered: Entered, ratios: number[]): Promise<Result> {
  const { contestant, firstStepSeconds, startSeconds, secondStartSeconds, phases } = entered;
  const losses = await contestant.losses();
  return {
    row: row.name,
    title: row.title,
    description: contestant.description,
    rates: contestant.seconds.map(seconds => of.batchSize / seconds),
    ratios,
    memory: await contestant.memory(),
    firstStepSeconds,
    startSeconds,
    secondStartSeconds,
    phases,
    losses,
    wrong: wrongOf(losses, row),
  };
}

/** Of one batch that is seen again and again, the loss has to fall; with dropout, on the whole. Images of the loader change, and their labels mean nothing. */
function wrongOf(losses: readonly (number | null)[], { name }: Row): string | null {
  const step = losses.findIndex(loss => loss === null || !Number.isFinite(loss));
  if (step >= 0) return `the loss of step ${step + 1} is not finite`;
  if (name === "exp-loader") return null;
  const mean = (part: readonly (number | null)[]) => part.reduce((sum: number, loss) => sum + loss!, 0) / part.length;
  const [begin, end] = [mean(losses.slice(0, 3)), mean(losses.slice(-3))];
  return end < begin
    ? null
    : `the loss does not fall: ${begin.toFixed(3)} in the first three of ${losses.length} steps, ${end.toFixed(3)} in the last`;
}

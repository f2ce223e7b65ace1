import { median, spread } from "../peers/spread.ts";
import { peakOf } from "./cards.ts";
import type { Failed, Result } from "./race.ts";
import { type Case, rows } from "./rows.ts";

/** What is told of a result. */
export function cells(result: Result | Failed, { batchSize }: Case, flopsOfStep: number, card: string): Record<string, string> {
  if ("failed" in result) return { who: result.title, "img/s": "failed", "": result.failed.split("\n")[0] };
  const { title, rates, ratios, memory, firstStepSeconds, secondStartSeconds, startSeconds, phases, losses, wrong } = result;
  const achieved = (median(rates) / batchSize) * flopsOfStep;
  const peak = peakOf(card, rows.find(({ name }) => name === result.row)!.arithmetic);
  return {
    who: title,
    "img/s": spread(rates, 1),
    "exp faster by": ratios.length > 0 ? spread(ratios) : "",
    "TFLOP/s": (achieved / 1e12).toFixed(achieved < 1e12 ? 3 : 1),
    "of peak": peak ? `${((100 * achieved) / peak).toFixed(1)} %` : "",
    GiB: (memory / 2 ** 30).toFixed(2),
    // exp compiles before its first step, the others in it.
    "compile s": (phases?.compile ?? firstStepSeconds).toFixed(1),
    "start s": startSeconds.toFixed(1),
    "second start s": secondStartSeconds?.toFixed(1) ?? "",
    loss: `${losses[0]?.toFixed(2)} to ${losses.at(-1)?.toFixed(2)} in ${losses.length}`,
    "": wrong ?? "",
  };
}

interface Measured {
  of: Case;
  flopsOfStep: number;
  results: readonly (Result | Failed)[];
}

export function printTable(measured: readonly Measured[], card: string): void {
  const all = measured.flatMap(({ of, flopsOfStep, results }) =>
    results.map(result => Object.entries({ case: of.name, ...cells(result, of, flopsOfStep, card) })),
  );
  const names = [...new Set(all.flatMap(row => row.map(([name]) => name)))];
  const lines = [names, ...all.map(row => names.map(name => Object.fromEntries(row)[name] ?? ""))];
  const widths = names.map((_, i) => Math.max(...lines.map(line => line[i].length)));
  for (const line of lines)
    console.log(
      line
        .map((cell, i) => cell.padEnd(widths[i]))
        .join("  ")
        .trimEnd(),
    );
}

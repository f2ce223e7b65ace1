import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { packageRoot } from "../../src/common/package_root.ts";
import { Contestant } from "./contestant.ts";
import { median, type PeerRun, ratios, spread } from "./spread.ts";

const here = join(packageRoot, "bench", "peers");
/** A turn takes about this long, so that no turn is a single hiccup. */
const secondsOfTurn = 1.5;

/** Steps of training or evaluation of the cases, `MODEL/SIZE/BATCH`, in turn with PyTorch in both of its layouts, or TensorFlow's XLA. Prints a table. */
export async function compareSteps(
  task: "train" | "evaluate",
  cases: readonly string[],
  { python, tensorflow, engine, turns }: PeerRun,
): Promise<void> {
  const rows: Record<string, Record<string, string>> = {};
  for (const [i, name] of cases.entries()) {
    const of = name.split("/");
    const ours = [join(packageRoot, "script.mjs"), join("bench", "peers", "exp_steps.ts"), task, ...of];
    const torch = [join(here, "torch_steps.py"), task, ...of];
    const contestants = [await Contestant.start(`exp ${engine}`, process.execPath, [...ours, engine])];
    if (tensorflow)
      contestants.push(await Contestant.start("TensorFlow XLA", tensorflow, [join(here, "tensorflow_steps.py"), task, ...of]));
    if (python) {
      contestants.push(await Contestant.start("PyTorch", python, [...torch, "default"]));
      contestants.push(await Contestant.start("PyTorch channels_last", python, [...torch, "channels_last"]));
    }
    if (i === 0) console.log(`${task}: ${contestants.map(({ description }) => description).join("; ")}`);
    const row = await race(contestants, Number(of[2]), turns);
    rows[name] = row;
    console.log(
      `${name}: ${Object.entries(row)
        .map(([column, value]) => `${column} ${value}`)
        .join(" | ")}`,
    );
    for (const contestant of contestants) contestant.end();
  }
  console.table(rows);
}

async function race(contestants: readonly Contestant[], batch: number, turns: number): Promise<Record<string, string>> {
  const steps: number[] = [];
  for (const contestant of contestants) {
    // The first step chooses algorithms and claims memory.
    await contestant.run(1);
    steps.push(Math.max(1, Math.round(secondsOfTurn / (await contestant.run(1)))));
  }
  for (let turn = 0; turn < turns; turn++)
    for (const [i, contestant] of contestants.entries()) {
      // Threads of the one before may still spin.
      await setTimeout(100);
      contestant.seconds.push((await contestant.run(steps[i])) / steps[i]);
    }
  const [ours, ...theirs] = contestants;
  const best = theirs.reduce((a, b) => (median(b.seconds) < median(a.seconds) ? b : a));
  const rates = contestants.map(({ name, seconds }) => [`${name} img/s`, spread(seconds.map(s => batch / s))]);
  const memory = await Promise.all(contestants.map(async each => [`${each.name} MiB`, ((await each.memory()) / 2 ** 20).toFixed(0)]));
  return { ratio: spread(ratios(ours.seconds, best.seconds)), "best peer": best.name, ...Object.fromEntries([...rates, ...memory]) };
}

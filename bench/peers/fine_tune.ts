import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { packageRoot } from "../../src/common/package_root.ts";
import { type PeerRun, ratios, spread } from "./spread.ts";

const side = 64;
const digits = join(packageRoot, "experiments", "digits");
const program = `data digits from folder "${digits}" { labels from folder; split 20% seed 42; resize ${side}px; batch 64 }
model resnet34
fine_tune 1 epochs metric error_rate
`;

/** Seconds from the start of a process to the last line that tells of an epoch. */
async function timed(command: string, words: readonly string[], folder: string, isTable: (line: string) => boolean): Promise<number> {
  const started = performance.now();
  const child = spawn(command, words, { cwd: folder, stdio: ["ignore", "pipe", "ignore"] });
  let seconds = Number.NaN;
  for await (const line of createInterface(child.stdout)) {
    if (isTable(line)) seconds = (performance.now() - started) / 1000;
  }
  if (Number.isNaN(seconds)) throw new Error(`${command} ${words.join(" ")} printed no table`);
  return seconds;
}

/** fine_tune of a resnet34 by one epoch on the digits at 64 pixels, from the start of the process to the table, in turn with fastai. */
export async function compareFineTunes({ python, engine, turns }: PeerRun): Promise<void> {
  if (!python) throw new Error("PEER_PYTHON names no Python that has fastai");
  const folder = mkdtempSync(join(tmpdir(), "exp-bench-"));
  writeFileSync(join(folder, "digits.exp"), program);
  const main = join(packageRoot, "dist", "cli", "main.js");
  const isLastEpoch = (line: string) => line.includes('"event":"epoch"');
  const [ours, theirs]: number[][] = [[], []];
  for (let turn = 0; turn < turns; turn++) {
    ours.push(await timed(process.execPath, [main, "run", "digits.exp", "--json", "--engine", engine], folder, isLastEpoch));
    theirs.push(
      await timed(
        python,
        [join(packageRoot, "bench", "peers", "fastai_fine_tune.py"), digits, String(side)],
        folder,
        line => line === "table",
      ),
    );
  }
  rmSync(folder, { recursive: true });
  console.log(
    `fine_tune 1 of resnet34 on the digits at ${side} px: ratio ${spread(ratios(ours, theirs))} | exp s ${spread(ours)} | fastai s ${spread(theirs)}`,
  );
}

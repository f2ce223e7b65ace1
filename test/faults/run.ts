// `npm run faults [KILLS [NAME]]`: injects every fault into runs in child processes, and counts; other faults than kills only where NAME is part of
// theirs. The last line says how many were injected, survived and lost.
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { presentEngines } from "../support/engines.ts";
import { furnish, resultOf, runExp } from "./bed.ts";
import { failOperations } from "./file_errors.ts";
import { killRuns } from "./kills.ts";
import { cases } from "./others.ts";

process.env.EXP_WEIGHTS_URL = "http://127.0.0.1:9";
const kills = Number(process.argv[2] ?? 200);
const wanted = process.argv[3] ?? "";
/** Of some 300 kinds of operations, so many fail, each in a run of seconds: EXP_FAULT_OPERATIONS=1000 tries all. */
const operationsFailed = Number(process.env.EXP_FAULT_OPERATIONS ?? 24);
/** Checkpoints are synced hundreds of times: memory is kinder than a disk. */
const base = existsSync("/dev/shm") ? "/dev/shm" : tmpdir();
const folder = mkdtempSync(join(base, "exp-faults-"));
const started = performance.now();
const tell = (line: string) => console.log(`${Math.round((performance.now() - started) / 1000)} s  ${line}`);
const count = { injected: 0, survived: 0, lost: 0 };
/** Runs lie in memory: each goes when it has been looked at. */
const tidy = (kept: readonly string[]) => {
  for (const name of readdirSync(folder)) if (!kept.includes(name)) rmSync(join(folder, name), { recursive: true, force: true });
};
const furniture = ["stripes", "stripes.exp"];

try {
  await furnish(folder);
  const names = (await presentEngines()).map(({ name }) => name);
  const engines = ["onednn", "wasm", "xla"].filter(name => (names as string[]).includes(name));
  for (const [i, engine] of engines.entries()) {
    if (i > 0 && kills === 0) break;
    const first = await runExp(folder, ["run", "stripes.exp", "--engine", engine, "--runs", "whole"]);
    if (first.code !== 0) throw new Error(`${engine} does not run: ${first.stderr}`);
    const whole = resultOf(join(folder, "whole", "stripes-1"));
    // The quickest gets the most.
    const shares = engines.length === 1 ? [1] : engines.length === 2 ? [0.8, 0.2] : [0.7, 0.2, 0.1];
    let done = 0;
    for (let seed = 1000 * i; done < Math.round(shares[i] * kills); seed += 10) {
      const seeds = Array.from({ length: Math.min(10, Math.round(shares[i] * kills) - done) }, (_, n) => seed + n);
      const { kills: by, lost } = await killRuns(folder, engine, whole, seeds, tell);
      const killed = Object.values(by).reduce((sum, n) => sum + n, 0);
      done += killed;
      count.injected += killed;
      count.lost += lost.length;
      count.survived += killed - lost.length;
      tell(
        `${engine}: killed ${killed} times (${Object.entries(by)
          .map(([at, n]) => `${at} ${n}`)
          .join(", ")}), lost ${lost.length}`,
      );
      tidy([...furniture, "whole"]);
    }
    if (i === 0)
      for (const one of cases.filter(({ name }) => name.includes(wanted))) {
        const problems = await one.try({ folder, engine, whole }).catch((error: Error) => [error.stack ?? error.message]);
        if (problems === null) {
          tell(`skipped: ${one.name} (it cannot be injected here)`);
          continue;
        }
        count.injected++;
        if (problems.length === 0) count.survived++;
        else count.lost++;
        tell(problems.length === 0 ? `survived: ${one.name}` : `LOST: ${one.name}\n    ${problems.join("\n    ")}`);
        tidy([...furniture, "whole"]);
      }
    if (i === 0 && "operations on files".includes(wanted)) {
      const { tried, lost } = await failOperations(join(folder, "operations"), engine, operationsFailed, 1, tell);
      count.injected += tried;
      count.lost += lost.length;
      count.survived += tried - lost.length;
    }
    tidy(furniture);
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
console.log(`${count.injected} faults injected, ${count.survived} survived, ${count.lost} lost`);
process.exitCode = count.lost > 0 ? 1 : 0;

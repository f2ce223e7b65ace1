import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { mutant } from "../test/language/mutations.ts";
import { survive } from "../test/language/survival.ts";
import { fuzz } from "../test/lsp/fuzz.ts";

/**
 * `node --max-old-space-size=384 script.mjs bench/fuzz.ts [PROGRAMS] [SEED]`: puts mutated programs through parse, check and format, and a hundredth as many edits through
 * the language server, each with its requests. Prints the slowest program and the peak of memory; exits with 1 if one crashed, took more than a second twice, or memory went past 512 MB.
 */
const [programs, seed] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1)];
const folder = mkdtempSync(join(tmpdir(), "exp-fuzz-"));
mkdirSync(join(folder, "pets"));
for (const name of ["pets/a_1.jpg", "photo.jpg"]) writeFileSync(join(folder, name), "");
writeFileSync(join(folder, "shared.exp"), "let size = 8px\n");
const file = join(folder, "main.exp");

const crashed: { number: number; why: string }[] = [];
const slow: { number: number; ms: number }[] = [];
let slowest = { number: -1, ms: 0 };
const started = performance.now();
for (let number = 0; number < programs; number++) {
  const source = mutant(seed, number);
  const ms = timed(number, source);
  // What was slow is timed again: it may have been compiled in between.
  const computed = ms > 500 ? Math.min(ms, timed(number, source)) : ms;
  if (computed > slowest.ms) slowest = { number, ms: Math.round(computed) };
  if (computed > 1000) slow.push({ number, ms: Math.round(computed) });
}

/** Milliseconds of computation: others may keep the machine busy. */
function timed(number: number, source: string): number {
  const start = process.cpuUsage();
  try {
    survive(source, file);
  } catch (error) {
    crashed.push({ number, why: (error as Error).message.slice(0, 300) });
  }
  const { user, system } = process.cpuUsage(start);
  return (user + system) / 1000;
}
const seconds = Math.round((performance.now() - started) / 1000);
const { bugs, ...server } = await fuzz(Math.ceil(programs / 100), seed, folder);
rmSync(folder, { recursive: true });
const megabytes = Math.round((process.resourceUsage().maxRSS * 1024) / 1e6);
console.log(JSON.stringify({ seed, programs, seconds, crashed: crashed.slice(0, 5), slow, slowest, server, bugs, megabytes }));
process.exit(crashed.length + slow.length + bugs.length > 0 || megabytes > 512 ? 1 : 0);

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fuzz } from "../test/lsp/fuzz.ts";

/** `node script.mjs bench/lsp_fuzz.ts [EDITS] [SEED]`: edits files at random and asks the language server everything; ends with 1 at the first bug. */
const [edits, seed] = [Number(process.argv[2] ?? 100_000), Number(process.argv[3] ?? 1)];
const folder = mkdtempSync(join(tmpdir(), "exp-fuzz-"));
mkdirSync(join(folder, "pets"));
for (const name of ["pets/a_1.jpg", "photo.jpg"]) writeFileSync(join(folder, name), "");
writeFileSync(join(folder, "shared.exp"), "let size = 8px\n");
const start = performance.now();
const fuzzed = await fuzz(edits, seed, folder, edit => process.stderr.isTTY && process.stderr.write(`\r${edit}`));
rmSync(folder, { recursive: true });
console.log(`${((performance.now() - start) / 1000).toFixed(0)} s`, { ...fuzzed, seed });
process.exit(fuzzed.bugs.length > 0 ? 1 : 0);

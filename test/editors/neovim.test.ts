import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { vimSyntax } from "../../editors/vim_syntax_of.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf, main } from "../cli/exp.ts";

const plugin = join(packageRoot, "editors", "neovim");
const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;

test("the colors of Vim are those of the tables (`npm run syntax` writes them)", () => {
  expect(readFileSync(join(plugin, "syntax", "exp.vim"), "utf8")).toBe(vimSyntax());
});

/** What Neovim shows of a file of a folder. */
function shownBy(folder: string, file: string): unknown {
  const command = `let g:exp_command = ${JSON.stringify([process.execPath, main])}`;
  const before = [`set runtimepath^=${plugin}`, command, "filetype plugin on", "syntax on"].flatMap(line => ["--cmd", line]);
  const script = ["-c", `luafile ${join(import.meta.dirname, "diagnostics.lua")}`];
  const words = ["--headless", "-u", "NONE", "-i", "NONE", "-n", ...before, file, ...script];
  const { stdout, stderr } = spawnSync("nvim", words, { cwd: folder, encoding: "utf8", timeout: 50_000 });
  return JSON.parse(stdout || stderr);
}
const without = hasNeovim ? "" : " (there is no nvim on PATH; `apt-get install neovim` brings it)";

test.skipIf(!hasNeovim)(`Neovim marks a mistake${without}`, () => {
  const folder = folderOf({ "pets/a.jpg": "", "a.exp": "# Pets\ndata pets from folder\nmodel resnet43\nfit 1 epochs\n" });
  expect(shownBy(folder, "a.exp")).toEqual({
    filetype: "exp",
    told: [{ line: 2, column: 6, message: expect.stringContaining("`resnet43` is not a model") }],
    colors: ["expComment", "expStatement"],
  });
});

test.skipIf(!hasNeovim)(`in Neovim, files of one repository that include each other belong together${without}`, () => {
  const folder = folderOf({
    "a repo/.git/HEAD": "",
    "a repo/pets/a.jpg": "",
    "a repo/a.exp": 'data pets from folder\nmodel resnet18\ninclude "lib/steps.exp"\n',
    "a repo/lib/steps.exp": "fit 1 epochs metric f2\n",
  });
  expect(shownBy(folder, "a repo/lib/steps.exp")).toMatchObject({ told: [{ message: expect.stringContaining("`f2` is not a metric") }] });
});

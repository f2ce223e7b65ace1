import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { vimSyntax } from "../../editors/vim_syntax_of.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf, main } from "../cli/exp.ts";

const plugin = join(packageRoot, "editors", "neovim");
const hasNeovim = spawnSync("nvim", ["--version"]).status === 0;

test("the colours of Vim are those of the tables (`npm run syntax` writes them)", () => {
  expect(readFileSync(join(plugin, "syntax", "exp.vim"), "utf8")).toBe(vimSyntax());
});

test.skipIf(!hasNeovim)(
  `Neovim marks a mistake${hasNeovim ? "" : " (there is no nvim on PATH; `apt-get install neovim` brings it)"}`,
  () => {
    const folder = folderOf({ "pets/a.jpg": "", "a.exp": "# Pets\ndata pets from folder\nmodel resnet43\nfit 1 epochs\n" });
    const command = `let g:exp_command = ${JSON.stringify([process.execPath, main])}`;
    const before = [`set runtimepath^=${plugin}`, command, "filetype plugin on", "syntax on"].flatMap(line => ["--cmd", line]);
    const words = [
      "--headless",
      "-u",
      "NONE",
      "-i",
      "NONE",
      "-n",
      ...before,
      "a.exp",
      "-c",
      `luafile ${join(import.meta.dirname, "diagnostics.lua")}`,
    ];
    const { stdout, stderr } = spawnSync("nvim", words, { cwd: folder, encoding: "utf8", timeout: 50_000 });
    expect(JSON.parse(stdout || stderr)).toEqual({
      filetype: "exp",
      told: [{ line: 2, column: 6, message: expect.stringContaining("`resnet43` is not a model") }],
      colours: ["expComment", "expStatement"],
    });
  },
);

import { spawnSync } from "node:child_process";
import { expect, test } from "vitest";
import { shownColumns } from "../../src/common/wrap.ts";
import { folderOf, main } from "./exp.ts";

const hasScript = process.platform === "linux" && spawnSync("script", ["--version"]).status === 0;

// util-linux's `script` gives a terminal.
test.skipIf(!hasScript).each([80, 60])("on a terminal of %d columns no line is wider", columns => {
  const folder = folderOf({
    "bad.exp": "data pets from folder\nmodel resnet34 pretrained\nfrobnicate 3\n",
    "pets/a.jpg": "",
    "run.sh": `stty cols ${columns}\nexp() { "${process.execPath}" "${main}" "$@"; }\nexp help\nexp run --help\nexp check bad.exp\nexp resume nothing\nexp init empty\n`,
  });
  const env = { ...process.env, TERM: "xterm", NO_COLOR: "1" };
  const { stdout } = spawnSync("script", ["-qec", "sh run.sh", "/dev/null"], { cwd: folder, encoding: "utf8", env, timeout: 60_000 });
  for (const part of ["Exit codes:", "--threads <n>", "bad.exp:3:1 error unknown-statement", "there is no run and no folder `nothing`"])
    expect(stdout).toContain(part);
  for (const line of stdout.split(/\r?\n/)) expect(shownColumns(line), line).toBeLessThanOrEqual(columns);
});

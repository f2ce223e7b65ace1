import { chmodSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { findExp } from "../../editors/vscode/src/find.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { check } from "../../src/language/check.ts";
import { folderOf } from "../cli/exp.ts";

const extension = join(packageRoot, "editors", "vscode");
const read = (name: string) => readFileSync(join(extension, name), "utf8");

test("exp is found by the setting, then in node_modules above the folder, then on PATH", () => {
  const folder = folderOf({ "work/node_modules/.bin/exp": "", "work/deep/a.exp": "", "bin/exp": "", "own/exp": "", "own/main.js": "" });
  for (const name of ["work/node_modules/.bin/exp", "bin/exp", "own/exp"]) chmodSync(join(folder, name), 0o755);
  const at = (name: string) => [join(folder, name)];
  const environment = { PATH: join(folder, "bin") };
  expect(findExp(join(folder, "own/exp"), join(folder, "work/deep"), environment)).toEqual(at("own/exp"));
  expect(findExp("", join(folder, "work/deep"), environment)).toEqual(at("work/node_modules/.bin/exp"));
  expect(findExp("", folder, environment)).toEqual(at("bin/exp"));
  expect(findExp("", null, {})).toBeNull();
  expect(findExp(join(folder, "nowhere"), folder, environment)).toBeNull();
  expect(findExp(join(folder, "own/main.js"), folder, environment)).toEqual(["node", join(folder, "own/main.js")]);
});

test("on Windows no shell comes between: it is the script that a command of npm starts", () => {
  const script = "exp-lang/dist/cli/main.js";
  const folder = folderOf({ [`work/node_modules/${script}`]: "", [`npm/node_modules/${script}`]: "", "npm/exp.cmd": "" });
  const find = (from: string) => findExp("", join(folder, from), { PATH: join(folder, "npm") }, "win32");
  expect(find("work/deep")).toEqual(["node", join(folder, "work/node_modules", script)]);
  expect(find("elsewhere")).toEqual(["node", join(folder, "npm/node_modules", script)]);
});

const snippets = JSON.parse(read("snippets/exp.json")) as Record<string, { body: string[] }>;
/** `${1:pets}` and `${2|one,two|}` as they stand at first. */
const expanded = ({ body }: { body: string[] }): string =>
  body.join("\n").replace(/\$\{\d+:([^}]*)\}|\$\{\d+\|((?:[^,|])*)[^}]*\}|\$\d+/g, (_, text = "", first = "") => text || first);

test.each(Object.entries(snippets))("the snippet %s is an experiment, or goes on to be one", (_, snippet) => {
  const { diagnostics } = check(expanded(snippet), join(folderOf({ "pets/a.jpg": "", "folder/a.jpg": "" }), "a.exp"));
  const others = diagnostics.filter(({ code }) => code !== "missing-statement" && code !== "nothing-to-do");
  expect(others.map(({ message }) => message)).toEqual([]);
});

test("every command that is offered is there", () => {
  const { contributes } = JSON.parse(read("package.json")) as { contributes: { commands: { command: string }[] } };
  const source = read("src/extension.ts");
  for (const { command } of contributes.commands) expect(source).toContain(`"${command}"`);
});

import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { commands, nameOf } from "../../src/cli/commands.ts";
import { type Shell, shells } from "../../src/cli/completions/spec.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { exp, folderOf } from "./exp.ts";

/** How each shell is asked what may follow a line: it prints one to a line, sometimes with a text behind a tab. */
const ask: Record<Shell, (script: string, line: string) => string[]> = {
  bash: (script, line) => {
    // As bash takes a line apart before it completes.
    const words = line.split(/ |(?==)|(?<==)/);
    return [
      "bash",
      "--norc",
      "-c",
      `source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _exp; printf '%s\\n' "\${COMPREPLY[@]}"`,
      "bash",
      script,
      ...words,
    ];
  },
  zsh: (_, line) => ["zsh", "-f", "-c", zshAsk, "zsh", line],
  fish: (script, line) => ["fish", "--no-config", "-c", "source $argv[1]; complete -C $argv[2]", script, line],
};

/** What an interactive zsh reads, so that whatever would be offered is printed between two lines `===`. */
const zshInit = `PROMPT= PS2= RPROMPT=
autoload -Uz compinit
compinit -D -u
source $EXP_COMPLETIONS
mark() { print -r -- "===" }
compprefuncs=(mark)
comppostfuncs=(mark exit)
zstyle ':completion:*' insert-tab false
bindkey '^I' complete-word
compadd() {
  if [[ " $* " == *" -"[OAD]" "* ]]; then builtin compadd "$@"; return; fi
  local -a hits
  builtin compadd -A hits "$@"
  (( $#hits )) && print -rl -- $hits
  builtin compadd "$@"
}
print ready
`;

/** Asks it, on a terminal of its own. */
const zshAsk = `zmodload zsh/zpty
zpty z zsh -f -i
zpty -w z 'source $EXP_INIT'
while zpty -r z line; do line=\${line%%$'\\r'*}; [[ $line == ready* ]] && break; done
zpty -w -n z "$1"$'\\t'
integer shown=0
while zpty -r z line; do
  line=\${\${line//$'\\r'/}%%$'\\n'*}
  if [[ $line == *=== ]]; then (( ++shown == 2 )) && break
  elif (( shown )); then print -r -- $line; fi
done
zpty -d z
`;

const isThere = (shell: Shell): boolean => spawnSync(shell, ["--version"]).status === 0;

const known = new Map<Shell, string>();
function printed(shell: Shell): string {
  const script = known.get(shell) ?? exp(packageRoot, "completions", shell).stdout;
  known.set(shell, script);
  return script;
}

/** What the shell offers for a line, sorted, each once. */
function offered(shell: Shell, folder: string, line: string): string[] {
  const script = join(folder, ".completions");
  const init = join(folder, ".init");
  writeFileSync(script, printed(shell));
  writeFileSync(init, zshInit);
  const [program, ...words] = ask[shell](script, line);
  const { stdout, stderr, status } = spawnSync(program, words, {
    cwd: folder,
    encoding: "utf8",
    timeout: 10_000,
    env: { ...process.env, HOME: folder, EXP_COMPLETIONS: script, EXP_INIT: init },
  });
  expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
  const all = stdout.split("\n").map(line => line.split("\t")[0].trim().replace(/\/$/, ""));
  return [...new Set(all.filter(name => name !== ""))].sort();
}

const several = "data pets from folder\nmodel resnet18\nexperiment small { fit 1 epochs }\n  experiment large like small { seed 7 }\n";
const files = { "pets.exp": "", "several.exp": several, "sub/more.exp": "", "notes.txt": "" };

for (const shell of shells)
  describe.skipIf(!isThere(shell))(`exp completions ${shell}${isThere(shell) ? "" : `: ${shell} is not there`}`, () => {
    test.each([
      ["exp che", ["check"]],
      ["exp check p", ["pets.exp"]],
      ["exp check pets.exp se", ["several.exp"]],
      ["exp run sub/", ["more.exp", "sub/more.exp"]],
      ["exp plan several.exp ", ["large", "small"]],
      ["exp several.exp la", ["large"]],
      ["exp run --engine w", ["wasm", "webgpu"]],
      ["exp --seed 1 --engine o", ["onednn"]],
      ["exp export pets-1 --as st", ["stablehlo"]],
      ["exp plan pets.exp --emit s", ["stablehlo"]],
      ["exp run --runs su", ["sub"]],
      ["exp setup ", ["gpu", "onednn", "tensorflow", "webgpu", "xla"]],
      ["exp help aug", ["augment"]],
      ["exp help data aug", ["augment"]],
      ["exp explain unknown-m", ["unknown-method", "unknown-metric", "unknown-model"]],
      ["exp completions ", ["bash", "fish", "zsh"]],
      ["exp setup --if", ["--if-easy"]],
      ["exp run pets.exp --set x=1 --qu", ["--quiet"]],
    ])("%s", (line, expected) => {
      // Some shells give the whole path, some what is new of it.
      const found = offered(shell, folderOf(files), line);
      expect(found.length).toBeGreaterThan(0);
      expect(expected).toEqual(expect.arrayContaining(found));
      expect(found.length).toBe(line.endsWith("/") ? 1 : expected.length);
    });

    test("every command and every option, and experiments in the place of a command", () => {
      const folder = folderOf(files);
      const first = offered(shell, folder, "exp ");
      expect(first).toEqual(expect.arrayContaining([...commands.map(({ usage }) => nameOf(usage)), "pets.exp", "several.exp"]));
      expect(first).not.toContain("notes.txt");
      const run = commands.find(({ usage }) => nameOf(usage) === "run")!;
      const flags = [...run.options.map(([flags]) => flags.split(" ")[0]), "--help"].sort();
      expect(offered(shell, folder, "exp run --")).toEqual(flags);
      expect(offered(shell, folder, "exp --")).toEqual([...flags, "--version"].sort());
    });
  });

describe.skipIf(!isThere("bash"))("in bash", () => {
  test("an option and its value may be joined by =", () => {
    expect(offered("bash", folderOf(files), "exp run --engine=w")).toEqual(["wasm", "webgpu"]);
    expect(offered("bash", folderOf(files), "exp run --engine=wasm p")).toEqual(["pets.exp"]);
  });
});

test("a shell that exp does not know", () => {
  expect(exp(packageRoot, "completions", "fsh")).toEqual({
    code: 2,
    stdout: "",
    stderr: "error: exp completions does not know `fsh`\n  did you mean `zsh` or `fish`?\n",
  });
  expect(JSON.parse(exp(packageRoot, "completions", "bash", "--json").stdout)).toMatchObject({
    shell: "bash",
    script: expect.stringContaining("complete -F _exp exp"),
  });
});

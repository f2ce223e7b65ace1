import { jsonLine } from "../../common/unseen.ts";
import type { Command } from "../commands.ts";
import { bashScript } from "../completions/bash.ts";
import { fishScript } from "../completions/fish.ts";
import { type CommandSpec, commandSpecs, type Shell, shells } from "../completions/spec.ts";
import { zshScript } from "../completions/zsh.ts";
import { choice } from "../options.ts";

const scripts: Record<Shell, (specs: readonly CommandSpec[]) => string> = { bash: bashScript, zsh: zshScript, fish: fishScript };

/** `exp completions SHELL`: prints a script with which a shell completes the commands, options and files of exp. */
export const completions: Command = async ([given], { json }) => {
  const shell = choice("exp completions", given as string, shells);
  const script = scripts[shell](commandSpecs());
  process.stdout.write(json ? `${jsonLine({ shell, script })}\n` : script);
  return 0;
};

import { Failure } from "../common/failure.ts";
import { nearest } from "../common/nearest.ts";
import { code, list } from "../common/words.ts";
import { choiceNames } from "../engines/choices.ts";
import type { WrongSet } from "../language/check.ts";
import type { PlanOptions } from "../plan/make.ts";
import type { CommandOptions } from "./commands.ts";

/** `--engine`, `--seed` and `--threads`. Throws a `Failure` of fault `command line`. */
export const readPlanOptions = ({ engine, seed, threads }: CommandOptions): PlanOptions => ({
  engine: engine === undefined ? undefined : choice("--engine", String(engine), choiceNames),
  seed: seed === undefined ? undefined : whole("--seed", String(seed), 0, 2 ** 32 - 1),
  threads: threads === undefined ? undefined : whole("--threads", String(threads), 1, 1024),
});

/** `--set NAME=VALUE`, repeatable: the last one of a name counts. Throws a `Failure` of fault `command line`. */
export function readSet({ set = [] }: CommandOptions): Map<string, string> {
  return new Map(
    (set as string[]).map(pair => {
      const [, name, value] = /^\s*([^=\s]+)\s*=(.*)$/s.exec(pair) ?? [];
      if (name === undefined)
        throw new Failure("command line", `--set takes NAME=VALUE, not \`${pair}\``, "write for example `--set epochs=3`");
      return [name, value];
    }),
  );
}

/** The failure for a wrong `--set`. */
export function wrongSetFailure(wrong: WrongSet): Failure {
  const { name } = wrong;
  if (!wrong.unknown)
    return new Failure("command line", `--set gives ${code(wrong.given)} for ${code(name)}, which ${wrong.problem}`, wrong.fix);
  const near = nearest(name, wrong.names);
  const all = wrong.names.length > 0 ? `the names are ${list(wrong.names)}` : "the file has no `let`";
  return new Failure(
    "command line",
    `--set gives \`${name}\`, which no \`let\` does`,
    near.length > 0 ? `did you mean ${list(near, "or")}?` : all,
  );
}

/** More names than that are a page of their own: `exp explain` lists its codes. */
const mostListed = 24;

/** The given one of `names`. */
export function choice<T extends string>(flag: string, given: string, names: readonly T[]): T {
  const found = names.find(name => name === given);
  if (found) return found;
  const near = nearest(given, names);
  const others = names.length > mostListed ? `\`${flag}\` lists all` : `it takes ${list(names, "or")}`;
  const fix = near.length > 0 ? `did you mean ${list(near, "or")}?` : others;
  throw new Failure("command line", `${flag} does not know \`${given}\``, fix);
}

export function whole(flag: string, given: string, from: number, to: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= from && number <= to) return number;
  throw new Failure("command line", `${flag} takes a whole number from ${from} to ${to}, not \`${given}\``);
}

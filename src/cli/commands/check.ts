import { realpathSync } from "node:fs";
import { exitCodes } from "../../common/failure.ts";
import { plural } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { check as checkSource, type WrongSet } from "../../language/check.ts";
import type { Diagnostic } from "../../language/diagnostic.ts";
import { render, toJson } from "../../language/render.ts";
import type { Command } from "../commands.ts";
import { expand, readExperiment } from "../experiments.ts";
import { readSet, wrongSetFailure } from "../options.ts";
import { say, wantsColor, widthOf } from "../terminal.ts";

/**
 * `exp check FILES`: prints every mistake of every file, then a line that counts them. In folders, files that others include are checked as parts of
 * those, not again on their own.
 */
export const check: Command = async ([paths], options) => {
  const { json } = options;
  const set = readSet(options);
  const all = expand(paths as string[]).map(file => {
    const source = readExperiment(file);
    const { diagnostics, wrongSet, analysis } = checkSource(source, file, { set });
    return { file, source, diagnostics, wrongSet, included: analysis.collected.sources.slice(1).map(({ file }) => file) };
  });
  const parts = new Set(all.flatMap(({ included }) => included));
  const checked = all.filter(({ file }) => (paths as string[]).includes(file) || !parts.has(realpathSync(file)));
  const found = checked.flatMap(({ diagnostics }) => diagnostics);
  const [errors, warnings] = [count(found, "error"), count(found, "warning")];
  const wrong = wrongInAll(checked.map(({ wrongSet }) => wrongSet));
  if (errors === 0 && wrong) throw wrongSetFailure(wrong);
  if (json) {
    const diagnostics = checked.flatMap(({ file, source, diagnostics }) => toJson(diagnostics, source, file));
    console.log(jsonLine({ files: checked.length, errors, warnings, diagnostics }));
  } else {
    const manner = { color: wantsColor(process.stdout), width: widthOf(process.stdout) };
    for (const { file, source, diagnostics } of checked)
      if (diagnostics.length > 0) console.log(`${render(diagnostics, source, file, manner)}\n`);
    // One hint is enough, and a program needs none.
    if (found.length > 0 && process.stdout.isTTY) say(`\`exp explain ${found[0].code}\` explains such a mistake, with an example.`);
    say(
      `${plural(checked.length, "file")}, ${found.length === 0 ? "no mistakes" : `${plural(errors, "error")}, ${plural(warnings, "warning")}`}`,
    );
  }
  return errors > 0 ? exitCodes.experiment : 0;
};

/** With several files, a name that only some of them have is no mistake. */
function wrongInAll(files: readonly WrongSet[][]): WrongSet | undefined {
  const isIn = (name: string) => (wrong: WrongSet[]) => wrong.some(other => other.unknown && other.name === name);
  return files.flat().find(wrong => !wrong.unknown || files.every(isIn(wrong.name)));
}

const count = (diagnostics: Diagnostic[], severity: Diagnostic["severity"]): number =>
  diagnostics.filter(d => d.severity === severity).length;

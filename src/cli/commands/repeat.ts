import { resolve } from "node:path";
import { exitCodes } from "../../common/failure.ts";
import { plural } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { shownPath } from "../../events/paths.ts";
import type { Command } from "../commands.ts";
import { runFolder } from "../run_folder.ts";
import { runWithDisplay } from "../run_with_display.ts";
import { say } from "../terminal.ts";

/** Differences that are named; the rest are counted. */
const named = 10;

/** `exp repeat RUN`: runs again in a new folder, and compares the tables. Exits with 1 if they differ. */
export const repeat: Command = async ([run], options) => {
  const [{ planIn }, { repeatRun }] = await Promise.all([import("../../run_folder/plan_in.ts"), import("../../run/repeat.ts")]);
  const folder = await runFolder(run as string);
  const root = options.runs === undefined ? undefined : resolve(String(options.runs));
  let repeated: Awaited<ReturnType<typeof repeatRun>> | null = null;
  const finished = await runWithDisplay(planIn(folder), options, async running => {
    repeated = await repeatRun(folder, { ...running, root, anyway: options.anyway === true });
    return repeated;
  });
  if (!finished || !repeated) return exitCodes.interrupted;
  const { folder: again, rows, differences } = repeated as Awaited<ReturnType<typeof repeatRun>>;
  if (options.json) console.log(jsonLine({ event: "repeated", run: folder, folder: again, rows, differences }));
  else if (differences.length === 0 && !options.quiet) say(`\nsame table as ${shownPath(folder)}: all digits of ${plural(rows, "row")}`);
  else if (differences.length > 0) {
    const more = differences.length > named ? [`and ${differences.length - named} more`] : [];
    say([`\nthe table differs from ${shownPath(folder)}:`, ...differences.slice(0, named), ...more].join("\n  "));
  }
  return differences.length === 0 ? 0 : exitCodes.experiment;
};

import { exitCodes } from "../../common/failure.ts";
import { jsonLine } from "../../common/unseen.ts";
import { shownPath } from "../../events/paths.ts";
import type { Command } from "../commands.ts";
import { runFolder } from "../run_folder.ts";
import { runWithDisplay } from "../run_with_display.ts";
import { say } from "../terminal.ts";

/** `exp resume RUN`: resumes a run that was stopped; leaves a finished one as it is, and prints so. */
export const resume: Command = async ([run], options) => {
  const [{ planIn }, { isFinished, resumeRun }] = await Promise.all([import("../../run_folder/plan_in.ts"), import("../../run/resume.ts")]);
  const folder = await runFolder(run as string);
  const plan = planIn(folder);
  if (isFinished(folder)) {
    if (options.json) console.log(jsonLine({ event: "already finished", folder }));
    else if (options.quiet) console.log(shownPath(folder));
    else say(`${shownPath(folder)} is finished: there is nothing to resume`);
    return 0;
  }
  const anyway = options.anyway === true;
  return (await runWithDisplay(plan, options, running => resumeRun(folder, { ...running, anyway }))) ? 0 : exitCodes.interrupted;
};

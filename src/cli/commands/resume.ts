import { resolve } from "node:path";
import { exitCodes } from "../../common/failure.ts";
import { carryOut } from "../carry_out.ts";
import type { Command } from "../commands.ts";
import { shownPath } from "../display/paths.ts";

/** `exp resume RUN`: goes on with a run that was stopped; one that is finished is left, and that is said. */
export const resume: Command = async ([run], options) => {
  const [{ planIn }, { isFinished, resumeRun }] = await Promise.all([
    import("../../run/checkpoint/restore.ts"),
    import("../../run/resume.ts"),
  ]);
  const folder = resolve(run as string);
  const plan = planIn(folder);
  if (isFinished(folder)) {
    if (options.json) console.log(JSON.stringify({ event: "already finished", folder }));
    else console.log(options.quiet ? shownPath(folder) : `${shownPath(folder)} is finished: there is nothing to go on with`);
    return 0;
  }
  const anyway = options.anyway === true;
  return (await carryOut(plan, options, running => resumeRun(folder, { ...running, anyway }))) ? 0 : exitCodes.interrupted;
};

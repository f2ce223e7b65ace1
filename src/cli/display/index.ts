import type { Plan } from "../../plan/plan.ts";
import { kindOf } from "../../steps/index.ts";
import { askTerminal } from "./ask_terminal.ts";
import type { Display } from "./display.ts";
import { protocolOf } from "./inline_picture.ts";
import { jsonDisplay } from "./json.ts";
import { peopleDisplay } from "./people.ts";
import { quietDisplay } from "./quiet.ts";

/** The display that the options ask for, on the streams of this process. A terminal that pictures are drawn on is asked what it can show, where its name does not say. */
export async function openDisplay(plan: Plan, { json, quiet }: { json?: unknown; quiet?: unknown }): Promise<Display> {
  const output = { out: process.stdout, err: process.stderr };
  if (json) return jsonDisplay(output);
  if (quiet) return quietDisplay(output);
  const isAsked = protocolOf(process.env) === null && process.env.TERM !== "dumb" && plan.steps.some(step => kindOf(step).drawsPictures);
  const protocol = isAsked ? await askTerminal(process.stdin, process.stdout) : protocolOf(process.env);
  return peopleDisplay(plan, output, process.env, protocol);
}

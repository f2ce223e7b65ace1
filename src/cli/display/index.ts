import type { Plan } from "../../plan/plan.ts";
import type { Display } from "./display.ts";
import { jsonDisplay } from "./json.ts";
import { peopleDisplay } from "./people.ts";
import { quietDisplay } from "./quiet.ts";

/** The display that the options ask for, on the streams of this process. */
export function openDisplay(plan: Plan, { json, quiet }: { json?: unknown; quiet?: unknown }): Display {
  const output = { out: process.stdout, err: process.stderr };
  if (json) return jsonDisplay(output);
  return quiet ? quietDisplay(output) : peopleDisplay(plan, output);
}

import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { Recorder, type RunRecord } from "../../src/report/record.ts";

/** What the report tells of a run that told so much. */
export function recordOf(folder: string, plan: Plan, events: readonly RunEvent[]): RunRecord {
  const recorder = new Recorder(folder, plan);
  for (const event of events) recorder.add(event);
  return recorder.record;
}

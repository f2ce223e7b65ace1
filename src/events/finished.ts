import { formatShare } from "../common/rounding.ts";
import { formatSeconds } from "../common/units.ts";
import type { LoaderReport } from "../data/data.ts";
import type { EventKind } from "./event_kind.ts";

/** The whole plan has run. The last event. */
export interface FinishedEvent {
  event: "finished";
  /** Of all sessions. */
  seconds: number;
  /** Null where no batch was loaded. */
  loader: LoaderReport | null;
  /** Absolute path of report.html. */
  report: string;
}

export const finished: EventKind<FinishedEvent> = {
  numbers: { seconds: "number", loader: { waitedSeconds: "number", totalSeconds: "number", cachedBytes: "number" } },
  news: ({ seconds, loader, report }) => {
    const waited = loader ? `; the engine waited for images ${formatShare(loader.waitedSeconds / loader.totalSeconds)} of its time` : "";
    return [{ news: "finished", text: `done in ${formatSeconds(seconds)}${waited}`, report }];
  },
};

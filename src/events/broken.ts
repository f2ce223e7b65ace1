import { formatWhole, plural } from "../common/units.ts";
import { visible } from "../common/words.ts";
import type { Broken } from "../data/data.ts";
import type { EventKind } from "./event_kind.ts";
import { shownPath } from "./paths.ts";

/** Files that cannot be read, found in the data or while the run loads them. */
export interface BrokenEvent {
  event: "broken";
  files: Broken[];
}

export const broken: EventKind<BrokenEvent> = {
  numbers: {},
  warnings: ({ files }) => [textOf(files)],
};

/** Files that are named; the journal and the report have all. */
const shown = 20;

/** A line that counts the files that cannot be used, and one for each of the first, with the reason. */
const textOf = (files: readonly Broken[]): string =>
  [
    `${plural(files.length, "file")} cannot be read and ${files.length === 1 ? "is" : "are"} skipped:`,
    ...files.slice(0, shown).map(({ path, reason }) => `  ${shownPath(path)}: ${visible(reason)}`),
    ...(files.length > shown ? [`  and ${formatWhole(files.length - shown)} more`] : []),
  ].join("\n");

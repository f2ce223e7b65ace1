import { formatWhole, plural } from "../../common/units.ts";
import type { Broken } from "../../data/data.ts";
import { visible } from "../../language/words.ts";
import { shownPath } from "./paths.ts";

/** How many files are named; the journal and the report have them all. */
const shown = 20;

/** Every file that cannot be used, with its reason, under a line that counts them. */
export const brokenLines = (files: readonly Broken[]): string[] => [
  `warning: ${plural(files.length, "file")} cannot be read, and ${files.length === 1 ? "is" : "are"} left out:`,
  ...files.slice(0, shown).map(({ path, reason }) => `  ${shownPath(path)}: ${visible(reason)}`),
  ...(files.length > shown ? [`  and ${formatWhole(files.length - shown)} more`] : []),
];

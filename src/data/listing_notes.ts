import { formatWhole, plural } from "../common/units.ts";
import { kindOf } from "../inputs/image/kinds.ts";
import type { Listing } from "./files.ts";

/** Names in one sentence. */
export const namedAtMost = 8;
export const some = (names: readonly string[], most = namedAtMost): string =>
  names.slice(0, most).join(", ") + (names.length > most ? ` and ${formatWhole(names.length - most)} more` : "");

export const endingText = (ending: string): string => (ending === "" ? "without an ending" : `.${ending}`);

/** What of a folder is not read, one sentence each. `table` is the file that gives the labels. */
export function leftOutNotes({ leftOut, notData }: Listing, table: string | null = null): string[] {
  const counts = [...leftOut].map(([ending, files]) => ({ ending, count: files.filter(({ path }) => path !== table).length }));
  const counted = counts.filter(({ count }) => count > 0).sort((a, b) => b.count - a.count);
  const total = counted.reduce((sum, { count }) => sum + count, 0);
  const listed = some(counted.map(({ ending, count }) => `${formatWhole(count)} ${endingText(ending)}`));
  return [
    ...(total > 0 ? [`files: ${plural(total, "file")} left out, not named like images: ${listed}`] : []),
    ...(notData.length > 0 ? [`files: folders of systems and runs left out: ${some(notData)}`] : []),
  ];
}

/** Images that no ending shows, by the first file of each ending: a warning each. */
export function misnamedImages({ leftOut }: Listing): string[] {
  return [...leftOut].flatMap(([ending, files]) => {
    const [{ path, relative }] = files;
    const kind = kindOf(path);
    if (!kind) return [];
    const name =
      ending === ""
        ? `${plural(files.length, "file")} without an ending`
        : `${plural(files.length, "file")} that ${files.length === 1 ? "ends" : "end"} in .${ending}`;
    return [`${name} left out, of which ${relative} is ${kind.kind}: rename such files to end in .${kind.ending}`];
  });
}

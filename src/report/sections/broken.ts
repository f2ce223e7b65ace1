import { formatWhole } from "../../common/units.ts";
import { name } from "../html.ts";
import { placeOf, type Section } from "../record.ts";
import { folded, table } from "../table.ts";

/** Above so many files the table is folded up. */
const openUpTo = 20;

export const broken: Section = {
  title: "Broken files",
  draw({ plan, events }) {
    // Found by the look at the data or in the run: each file once.
    const named = new Set<string>();
    const found = [...plan.data.broken, ...events.broken.flatMap(({ files }) => files)];
    const broken = found.filter(({ path }) => !named.has(path) && named.add(path));
    if (broken.length === 0) return null;
    return folded(
      `${formatWhole(broken.length)} left out`,
      broken.length > openUpTo,
      table(
        "Files that could not be read, and were left out",
        [
          { title: "file", header: true, cell: ({ path }) => name(placeOf(path, plan)) },
          { title: "why", cell: ({ reason }) => reason },
        ],
        broken,
      ),
    );
  },
};

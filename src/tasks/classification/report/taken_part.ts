import { formatWhole, plural } from "../../../common/units.ts";
import type { EvaluatedOnEvent } from "../../../events/evaluated_on.ts";
import type { Plan } from "../../../plan/plan.ts";
import { type Html, html, name } from "../../../report/html.ts";
import { folded, table } from "../../../report/table.ts";

/** Above so many classes their table is folded up. */
const openUpTo = 12;

/** Of each class how many images are right, and what most others are predicted as. */
export function takenPart({ classes, confusion, matches }: EvaluatedOnEvent, { data }: Plan): Html | null {
  if (classes.length === 0) return null;
  const rows = classes.map((label, i) => {
    const total = confusion[i].reduce((sum, count) => sum + count, 0);
    const own = matches[i];
    const others = confusion[i].map((count, c) => ({ count, c })).filter(({ count, c }) => count > 0 && c !== own);
    const most = others.sort((a, b) => b.count - a.count)[0];
    return { label, total, right: own === null ? null : confusion[i][own], most };
  });
  return folded(
    plural(classes.length, "class", "classes"),
    classes.length > openUpTo,
    table(
      "What the images of each class are predicted as",
      [
        { title: "class", header: true, cell: ({ label }) => name(label) },
        { title: "images", numeric: true, cell: ({ total }) => formatWhole(total) },
        { title: "right", numeric: true, cell: ({ right }) => (right === null ? "not learned" : formatWhole(right)) },
        {
          title: "most others predicted as",
          cell: ({ most }) => (most ? html`${name(data.classes[most.c])} (${formatWhole(most.count)})` : "–"),
        },
      ],
      rows,
    ),
  );
}

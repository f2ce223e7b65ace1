import { Failure } from "../../../common/failure.ts";
import { nearest } from "../../../common/nearest.ts";
import { plural } from "../../../common/units.ts";
import type { TaskPlan } from "../../plan/task_plan.ts";
import { averageNote } from "../metrics/average.ts";
import { printClasses } from "./print_classes.ts";

/** Classes named in a message. */
const namedInMessage = 12;

export const classificationPlan: TaskPlan = {
  counted: ({ classes, counts }) => ({
    one: "class",
    several: "classes",
    rows: classes.map((name, i) => ({ name, train: counts.train[i], valid: counts.valid[i] })),
  }),
  metricNote: (spec, { classes }) => averageNote(spec, classes),
  shows: ({ classes }) => plural(classes.length, "class", "classes"),
  table: ({ classes, counts }, width) => printClasses(classes, counts, width),
  otherShows({ classes, matches }) {
    if (classes.length === 0) return null;
    const learned = matches.filter(match => match !== null).length;
    return `${plural(classes.length, "class", "classes")}, ${learned === classes.length ? "all" : learned} of them learned`;
  },
  checkExplained(of, { classes }) {
    if (of.kind !== "class" || classes.includes(of.name)) return;
    const [close] = nearest(of.name, classes);
    const named = `${classes.slice(0, namedInMessage).join(", ")}${classes.length > namedInMessage ? ", …" : ""}`;
    const fix = close ? `did you mean \`${close}\`?` : `the classes are ${named}`;
    throw new Failure("experiment", `\`explain\` asks about the class \`${of.name}\`, which the data do not have`, fix);
  },
};

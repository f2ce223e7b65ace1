import type { TaskEvents } from "../../events/task_events.ts";
import { confusionLines } from "./confusion.ts";
import { takenLines } from "./taken_lines.ts";

export const classificationEvents: TaskEvents = {
  evaluatedLines: ({ confusion }, { classes }, width) => confusionLines(confusion, classes, width),
  otherLines: (event, { classes }) => takenLines(event, classes),
};

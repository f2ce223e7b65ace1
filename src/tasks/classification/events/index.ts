import type { TaskEvents } from "../../events/task_events.ts";
import { mostConfused } from "../metrics/confusion.ts";
import { confusedLines } from "./confused_lines.ts";
import { confusionLines } from "./confusion.ts";

export const classificationEvents: TaskEvents = {
  evaluatedLines: ({ confusion }, { classes }, width) => confusionLines(confusion, classes, width),
  otherLines: ({ confusion, classes, matches }, learned) => confusedLines(mostConfused(confusion, matches), classes, learned.classes),
};

/** The file of a run folder that holds its events, a line of JSON each. */
export const journalName = "metrics.jsonl";

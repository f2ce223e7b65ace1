import { createColors } from "picocolors";
import { bugCode, exitCodes, Failure } from "../common/failure.ts";
import { systemFailure } from "../common/files.ts";
import { jsonLine } from "../common/unseen.ts";
import { visible } from "../common/words.ts";
import type { FailedJson } from "../events/failed.ts";
import { noteCrash } from "./crash.ts";
import { bareCommandOf, commandOf, doing } from "./doing.ts";
import { scrub } from "./scrub.ts";
import { sayError, wantsColor } from "./terminal.ts";

/** Reports a failure, as text on standard error or as one JSON object on standard output, and returns its exit code. */
export function report(error: unknown, json: boolean): number {
  const failed = failedJson(error);
  if (json) console.log(jsonLine(failed));
  else sayError(failedText(failed));
  return failed.exitCode;
}

function failedJson(thrown: unknown): FailedJson {
  const error = systemFailure(thrown);
  if (error instanceof Failure) {
    const { fault, message, fix } = error;
    return { event: "failed", fault, exitCode: exitCodes[fault], message, fix: fix ?? null };
  }
  const { message, stack = message } = error instanceof Error ? error : new Error(String(error));
  const { words, part, log } = doing();
  const command = commandOf(doing());
  const what = (command: string) => [command, ...(part === null ? [] : [part])].join(": ");
  const text = stack.includes(message) ? stack : `${message}\n${stack}`;
  // What only reads does not write a note of its bugs either.
  const note = onlyReads(command) ? null : noteCrash(scrub(`${what(bareCommandOf(doing()))}\n${text}\n`, words));
  return { event: "failed", fault: "bug", exitCode: bugCode, message, fix: reportIt, stack: text, doing: what(command), log: log ?? note };
}

const reportIt = "please report it, with the file that `exp doctor --report` writes";

/** Commands that promise to write nothing. */
const onlyReads = (command: string): boolean => /^exp (?:check|plan|lsp|help|explain|completions)\b|^exp fmt .*--check\b/.test(command);

function failedText({ fault, message, fix, stack, doing, log }: FailedJson): string {
  const paint = createColors(wantsColor(process.stderr));
  if (fault === "bug") {
    const places = [`  in ${visible(doing!)}`, ...(log ? [`  log: ${visible(log)}`] : []), `  ${fix}`];
    return [`${paint.red("this is a bug in exp:")} ${visibleLines(stack!)}`, ...places].join("\n");
  }
  return [`${paint.red("error:")} ${visibleLines(message)}`, ...(fix ? [`  ${visibleLines(fix)}`] : [])].join("\n");
}

/** Messages quote names and cells of people's data, and some have lines of their own. */
const visibleLines = (text: string): string => text.split("\n").map(visible).join("\n");

import { createColors } from "picocolors";
import { exitCodes, Failure } from "../common/failure.ts";
import { visible } from "../language/words.ts";
import { wantsColor } from "./terminal.ts";

/** Exit code of a bug of ours (EX_SOFTWARE of sysexits.h): none of the codes that a person can do something about. */
export const bugCode = 70;

/** What `--json` prints last when a command fails. */
export interface FailedJson {
  event: "failed";
  fault: Failure["fault"] | "bug";
  exitCode: number;
  message: string;
  /** The way out. */
  fix: string | null;
  stack?: string;
}

/** Tells of a failure, on standard error for people or as one JSON object on standard output, and gives its exit code. */
export function report(error: unknown, json: boolean): number {
  const failed = failedJson(error);
  if (json) console.log(JSON.stringify(failed));
  else console.error(failedText(failed));
  return failed.exitCode;
}

function failedJson(error: unknown): FailedJson {
  if (error instanceof Failure) {
    const { fault, message, fix } = error;
    return { event: "failed", fault, exitCode: exitCodes[fault], message, fix: fix ?? null };
  }
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  return { event: "failed", fault: "bug", exitCode: bugCode, message, fix: null, stack };
}

function failedText({ fault, message, fix, stack }: FailedJson): string {
  const paint = createColors(wantsColor(process.stderr));
  if (fault === "bug") return `${paint.red("this is a bug in exp:")} ${visibleLines(stack?.includes(message) ? stack : message)}`;
  return [`${paint.red("error:")} ${visibleLines(message)}`, ...(fix ? [`  ${visibleLines(fix)}`] : [])].join("\n");
}

/** Messages quote names and cells of people's data, and some have lines of their own. */
const visibleLines = (text: string): string => text.split("\n").map(visible).join("\n");

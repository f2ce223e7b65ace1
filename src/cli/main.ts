#!/usr/bin/env node
import { bugCode } from "../common/failure.ts";
import { expVersion } from "../common/version.ts";
import { endProcess, settleOutput, watchOutput } from "./output.ts";

const version = expVersion();

/** Answers the quickest question without loading anything; everything else goes through the command table. */
async function main(words: string[]): Promise<number> {
  if (words.length === 1 && (words[0] === "--version" || words[0] === "-V")) {
    console.log(version);
    return 0;
  }
  const { dispatch } = await import("./dispatch.ts");
  return dispatch(words, version);
}

/** Handles an exception that nobody caught. */
async function endByBug(error: unknown): Promise<never> {
  try {
    const { report } = await import("./report.ts");
    endProcess(await settleOutput(report(error, process.argv.includes("--json"))));
  } catch {
    // Not even that can be loaded: too many files are open, perhaps.
    process.stderr.write(`${error instanceof Error ? error.stack : error}\n`);
    process.exit(bugCode);
  }
}

watchOutput();
process.on("uncaughtException", error => void endByBug(error));
const code = await main(process.argv.slice(2));
// Engines and workers may not keep the process.
endProcess(await settleOutput(code));

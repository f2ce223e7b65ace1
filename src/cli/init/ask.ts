import { createInterface } from "node:readline";
import { Failure } from "../../common/failure.ts";
import { wrapText } from "../../common/wrap.ts";
import { sayError, widthOf } from "../terminal.ts";

/** Asks for an answer; an empty one is the default. */
export type Ask = (question: string, fallback: string) => Promise<string>;

/** No answer: Ctrl-C, or the end of the input. */
export class NoAnswer extends Error {}

/** Asks on a terminal. Questions go to standard error: standard output is for the result. */
export function askOnTerminal(): { ask: Ask; close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Keeps what is typed before the question.
  const answers = lines[Symbol.asyncIterator]();
  return {
    ask: async (question, fallback) => {
      lines.setPrompt(`${wrapText(`${question} [${fallback}]`, widthOf(process.stderr) - 1)} `);
      lines.prompt();
      const { value, done } = await answers.next();
      if (done) throw new NoAnswer();
      return value.trim() || fallback;
    },
    close: () => lines.close(),
  };
}

/** Asks until the answer is valid. */
export async function askUntilTaken<T>(ask: Ask, question: string, fallback: string, take: (answer: string) => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await take(await ask(question, fallback));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      sayError(`${error.message}${error.fix ? `: ${error.fix}` : ""}`);
    }
  }
}

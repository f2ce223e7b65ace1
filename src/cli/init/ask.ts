import { createInterface } from "node:readline";
import { Failure } from "../../common/failure.ts";

/** Asks for an answer; an empty one is what holds where nothing is said. */
export type Ask = (question: string, unsaid: string) => Promise<string>;

/** That no answer comes any more: Ctrl-C, or the end of the input. */
export class NoAnswer extends Error {}

/** Asks on a terminal. Questions stand on standard error, for standard output is for what comes of them. */
export function askOnTerminal(): { ask: Ask; close(): void } {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  // Keeps what is typed before it is asked.
  const answers = lines[Symbol.asyncIterator]();
  return {
    ask: async (question, unsaid) => {
      lines.setPrompt(`${question} [${unsaid}] `);
      lines.prompt();
      const { value, done } = await answers.next();
      if (done) throw new NoAnswer();
      return value.trim() || unsaid;
    },
    close: () => lines.close(),
  };
}

/** Asks until the answer can be taken. */
export async function askUntilTaken<T>(ask: Ask, question: string, unsaid: string, take: (answer: string) => T | Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await take(await ask(question, unsaid));
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      console.error(`${error.message}${error.fix ? `: ${error.fix}` : ""}`);
    }
  }
}

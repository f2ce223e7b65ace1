import type { Protocol } from "./inline_picture.ts";

/** Milliseconds to wait for an answer; some terminals give none. */
const answerWithin = 250;

/**
 * Asks the terminal for its features, by DEC's primary device attributes: 4 among them means sixels. Only where both ends are a terminal; keys typed
 * meanwhile are lost, except Ctrl-C.
 */
export async function askTerminal(input: NodeJS.ReadStream, output: NodeJS.WriteStream): Promise<Protocol | null> {
  if (!input.isTTY || !output.isTTY) return null;
  return new Promise(resolve => {
    let answer = "";
    const done = () => {
      clearTimeout(timer);
      input.off("data", take);
      input.setRawMode(false);
      input.pause();
      input.unref();
      resolve(canSixels(answer) ? "sixel" : null);
    };
    const take = (data: Buffer) => {
      answer += data.toString("latin1");
      const isInterrupted = answer.includes("\x03");
      if (attributes.test(answer) || isInterrupted) done();
      if (isInterrupted) process.kill(process.pid, "SIGINT");
    };
    const timer = setTimeout(done, answerWithin);
    input.setRawMode(true);
    input.on("data", take);
    input.resume();
    output.write("\x1b[c");
  });
}

const attributes = /\x1b\[\?([\d;]+)c/;
const canSixels = (answer: string): boolean => (attributes.exec(answer)?.[1] ?? "").split(";").slice(1).includes("4");

import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A process that stands ready and runs steps when it is told: see serve.py. */
export class Contestant {
  readonly name: string;
  readonly description: string;
  /** Seconds a step, one for each turn. */
  readonly seconds: number[] = [];
  /** From the start of the process until it stood ready. */
  readonly readySeconds: number;
  readonly #child: Child;
  readonly #answers: AsyncIterator<string>;

  private constructor(name: string, child: Child, answers: AsyncIterator<string>, description: string, readySeconds: number) {
    this.name = name;
    this.#child = child;
    this.#answers = answers;
    this.description = description;
    this.readySeconds = readySeconds;
  }

  static async start(name: string, command: string, words: readonly string[], env: Record<string, string> = {}): Promise<Contestant> {
    const started = performance.now();
    const child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
    // What it was told when it had ended already is answered by its end.
    child.stdin.on("error", () => {});
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (let line = await answers.next(); !line.done; line = await answers.next())
      if (line.value.startsWith("ready "))
        return new Contestant(name, child, answers, line.value.slice("ready ".length), (performance.now() - started) / 1000);
    throw new Error(`${name} ended before it was ready: ${command} ${words.join(" ")}`);
  }

  /** Seconds of so many steps. */
  async run(steps: number): Promise<number> {
    return this.#ask(String(steps));
  }

  /** Bytes of memory held at most: of the graphics card, where the contestant is on one, else of the process. */
  async memory(): Promise<number> {
    return this.#ask("memory");
  }

  /** Of every step so far. */
  async losses(): Promise<number[]> {
    return this.#ask("losses");
  }

  /** What else it tells: seconds of its start by what took them. Only exp's side answers. */
  async phases(): Promise<Record<string, number>> {
    return this.#ask("phases");
  }

  end(): void {
    this.#child.kill("SIGKILL");
  }

  async #ask<T>(line: string): Promise<T> {
    this.#child.stdin.write(`${line}\n`);
    const answer = await this.#answers.next();
    try {
      return JSON.parse(answer.value ?? "") as T;
    } catch {
      throw new Error(`${this.name} answered ${answer.value ?? "nothing"} to ${line}`);
    }
  }
}

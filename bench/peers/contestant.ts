import { type ChildProcessByStdio, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import type { Readable, Writable } from "node:stream";

type Child = ChildProcessByStdio<Writable, Readable, null>;

/** A process that stands ready and runs steps when it is told: see torch_steps.py. */
export class Contestant {
  readonly name: string;
  readonly description: string;
  /** Seconds a step, one for each turn. */
  readonly seconds: number[] = [];
  private readonly child: Child;
  private readonly answers: AsyncIterator<string>;

  private constructor(name: string, child: Child, answers: AsyncIterator<string>, description: string) {
    this.name = name;
    this.child = child;
    this.answers = answers;
    this.description = description;
  }

  static async start(name: string, command: string, words: readonly string[]): Promise<Contestant> {
    const child = spawn(command, words, { stdio: ["pipe", "pipe", "inherit"] });
    const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
    for (let line = await answers.next(); !line.done; line = await answers.next())
      if (line.value.startsWith("ready ")) return new Contestant(name, child, answers, line.value.slice("ready ".length));
    throw new Error(`${name} ended before it was ready: ${command} ${words.join(" ")}`);
  }

  /** Seconds of so many steps. */
  async run(steps: number): Promise<number> {
    return this.ask(String(steps));
  }

  /** Bytes of memory that the process held at most. */
  async memory(): Promise<number> {
    return this.ask("memory");
  }

  end(): void {
    this.child.kill("SIGKILL");
  }

  private async ask(line: string): Promise<number> {
    this.child.stdin.write(`${line}\n`);
    const answer = await this.answers.next();
    const number = Number(answer.value);
    if (answer.done || Number.isNaN(number)) throw new Error(`${this.name} answered ${answer.value ?? "nothing"}`);
    return number;
  }
}

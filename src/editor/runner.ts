import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { dirname } from "node:path";
import { createInterface } from "node:readline";
import type { RunNews } from "./messages.ts";
import { type Addresses, type JsonLine, newsOf } from "./news.ts";
import { readObject } from "./read.ts";

export interface RunnerOptions {
  file: string;
  /** What `exp` is here, with the words before its own. */
  command: readonly string[];
  addresses: Addresses;
  send(news: RunNews): void;
}

/** Milliseconds between two messages of progress: more often nobody sees it. */
const progressEvery = 100;

/** Runs the file as `exp run FILE --json` does, one run at a time, and reports it as news. */
export class Runner {
  #child: ChildProcess | null = null;
  readonly #options: RunnerOptions;
  /** Of the last run: what a page that comes later has missed. */
  readonly sent: RunNews[] = [];

  constructor(options: RunnerOptions) {
    this.#options = options;
  }

  get isRunning(): boolean {
    return this.#child !== null;
  }

  run(experiment: string | null): void {
    if (this.#child) return;
    const { file, command, addresses } = this.#options;
    const [program, ...before] = command;
    const child = spawn(program, [...before, "run", file, ...(experiment === null ? [] : [experiment]), "--json"], {
      cwd: dirname(file),
      env: { ...process.env, NO_COLOR: "1" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    this.#child = child;
    this.sent.length = 0;
    this.#add({ news: "begun" });
    const translate = newsOf(addresses);
    let lastProgress = 0;
    createInterface({ input: child.stdout! }).on("line", line => {
      const event = readObject(line);
      // A library may print as it likes.
      for (const news of event ? translate(event as unknown as JsonLine) : [{ news: "note", text: line, isWarning: false } as const]) {
        const now = performance.now();
        if (news.news === "progress" && news.done < news.of && now - lastProgress < progressEvery) continue;
        if (news.news === "progress") lastProgress = now;
        this.#add(news);
      }
    });
    createInterface({ input: child.stderr! }).on("line", text => {
      if (text !== "") this.#add({ news: "note", text, isWarning: false });
    });
    child.on("error", ({ message }) => this.#add({ news: "failed", problem: { message, fix: null } }));
    child.on("close", code => {
      this.#child = null;
      this.#add({ news: "ended", code });
    });
  }

  /** As Ctrl-C does: the batch under way ends, and what was trained is kept. A second time it ends at once. */
  stop(): void {
    this.#child?.kill("SIGINT");
  }

  async close(): Promise<void> {
    const child = this.#child;
    if (!child) return;
    this.stop();
    await once(child, "close");
  }

  #add(news: RunNews): void {
    // Of progress only the last is worth telling later.
    if (news.news === "progress" && this.sent.at(-1)?.news === "progress") this.sent.pop();
    this.sent.push(news);
    this.#options.send(news);
  }
}

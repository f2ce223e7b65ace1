import { createHash } from "node:crypto";
import type { ServerResponse } from "node:http";
import { html } from "../report/html.ts";
import { contentsOf, idOf, sectionOf } from "../report/page.ts";
import type { Drawn, Progress, Subject } from "./subject.ts";

/** Milliseconds between two looks for news. */
const interval = 700;
/** Of the time, about what drawing may take: the machine may be the one that trains. */
const shareOfDrawing = 0.05;
/** Milliseconds that a page waits at most for what is new, all the same. */
const longest = 3000;

/** Bytes that may wait for a page that does not take them; one that comes back asks anew. */
const mostWaiting = 32 * 2 ** 20;

interface Sent {
  id: string;
  hash: string;
  html: string;
}

/** A page that receives its changes by server-sent events while anybody looks at it. */
export class Live {
  readonly #subject: Subject;
  readonly #root: string;
  readonly #address: string;
  readonly #watchers = new Set<ServerResponse>();
  #timer: NodeJS.Timeout | null = null;
  #drawn: Drawn | null = null;
  #sections: Sent[] = [];
  #sentProgress = "";
  #nextDrawing = 0;
  #drawing: Promise<Drawn> | null = null;

  /** `root` is what every address begins with, `address` where the page's events are. */
  constructor(subject: Subject, root: string, address: string) {
    this.#subject = subject;
    this.#root = root;
    this.#address = address;
  }

  get isWatched(): boolean {
    return this.#watchers.size > 0;
  }

  /** The whole page, as things are now. */
  async page(): Promise<string> {
    const changed = await this.#subject.refresh();
    const { title, head, sections } = changed || !this.#drawn ? await this.#draw() : this.#drawn;
    const { state, text, done, of } = this.#subject.progress();
    return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title} – exp view</title>
<link rel="icon" href="${`${this.#root}icon.svg`}">
<link rel="stylesheet" href="${`${this.#root}style.css`}">
<script type="module" src="${`${this.#root}view.js`}"></script>
</head>
<body data-live="${this.#address}">
<header>
<div id="head">${head}</div>
<p id="state" role="status" data-state="${state}"><span class="state ${state}">${state}</span> <span id="progress-text">${text}</span> <progress aria-label="Batches of this epoch" ${of === null ? html`hidden` : html`max="${of}" value="${done ?? 0}"`}></progress></p>
<div id="contents">${contentsOf(sections)}</div>
</header>
<main>
${sections.map((section, i) => html`<div class="section" data-id="${idOf(section.title)}" data-hash="${this.#sections[i].hash}">${sectionOf(section)}</div>\n`)}
</main>
</body>
</html>
`.text;
  }

  /** Sends `response` the page as it is and each change, until it is closed. */
  watch(response: ServerResponse): void {
    this.#watchers.add(response);
    response.on("close", () => this.#leave(response));
    response.write("retry: 2000\n\n");
    if (this.#drawn) this.#send([response], "sections", this.#message(this.#drawn, this.#sections));
    this.#send([response], "progress", this.#subject.progress());
    this.#timer ??= setTimeout(() => this.#look(), interval);
  }

  close(): void {
    if (this.#timer) clearTimeout(this.#timer);
    for (const watcher of this.#watchers) watcher.end();
  }

  #leave(response: ServerResponse): void {
    this.#watchers.delete(response);
    if (this.#watchers.size > 0 || !this.#timer) return;
    clearTimeout(this.#timer);
    this.#timer = null;
  }

  async #look(): Promise<void> {
    try {
      const changed = await this.#subject.refresh();
      this.#sendProgress(this.#subject.progress());
      if (changed && performance.now() >= this.#nextDrawing) {
        const before = new Map(this.#sections.map(({ id, hash }) => [id, hash]));
        const drawn = await this.#draw();
        const news = this.#sections.filter(({ id, hash }) => before.get(id) !== hash);
        this.#send(this.#watchers, "sections", this.#message(drawn, news));
      }
    } catch (error) {
      this.#sendProgress({ state: "gone", text: `cannot be read any more: ${(error as Error).message}`, done: null, of: null });
    }
    if (this.#timer) this.#timer = setTimeout(() => this.#look(), interval);
  }

  /** Draws what changed; two pages that ask at once get one drawing. */
  #draw(): Promise<Drawn> {
    this.#drawing ??= this.#drawNow().finally(() => {
      this.#drawing = null;
    });
    return this.#drawing;
  }

  async #drawNow(): Promise<Drawn> {
    const begun = performance.now();
    const drawn = await this.#subject.draw();
    this.#drawn = drawn;
    this.#sections = drawn.sections.map(section => {
      const { text } = sectionOf(section);
      return { id: idOf(section.title), hash: createHash("sha256").update(text).digest("base64url"), html: text };
    });
    const ended = performance.now();
    this.#nextDrawing = ended + Math.min(longest, Math.max(interval, (ended - begun) / shareOfDrawing));
    return drawn;
  }

  #message({ title, head, sections }: Drawn, news: Sent[]): object {
    return {
      title,
      head: head.text,
      contents: contentsOf(sections).text,
      order: sections.map(section => idOf(section.title)),
      sections: news,
    };
  }

  #sendProgress(progress: Progress): void {
    const text = JSON.stringify(progress);
    if (text === this.#sentProgress) return;
    this.#sentProgress = text;
    this.#send(this.#watchers, "progress", progress);
  }

  #send(to: Iterable<ServerResponse>, event: string, data: object): void {
    const text = `event: ${event}\ndata: ${JSON.stringify(data)}\n\n`;
    for (const response of to)
      if (response.writableLength > mostWaiting) response.destroy();
      else response.write(text);
  }
}

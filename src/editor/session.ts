import type { WebSocket } from "ws";
import { Failure } from "../common/failure.ts";
import type { Planner } from "../plan/planner.ts";
import { handleMessages } from "../serve/local_server.ts";
import { optionNames, statementNames } from "../statements/index.ts";
import type { Documents } from "./documents.ts";
import type { Message, Problem, Request } from "./messages.ts";
import { readRequest, unreadable } from "./read.ts";
import type { Runner } from "./runner.ts";
import { TextPlanner } from "./text_planner.ts";

/** The pages that are open: most often one. */
export class Pages {
  readonly #open = new Set<WebSocket>();

  add(page: WebSocket): void {
    this.#open.add(page);
    page.on("close", () => this.#open.delete(page));
  }

  broadcast(message: Message, except?: WebSocket): void {
    for (const page of this.#open) if (page !== except) send(page, message);
  }
}

const send = (page: WebSocket, message: Message): void => page.send(JSON.stringify(message));

export interface Services {
  documents: Documents;
  planner: Planner;
  runner: Runner;
  pages: Pages;
}

/** Sends a new page all that there is, and answers what it asks from then on. */
export async function welcome(page: WebSocket, { documents, planner, runner, pages }: Services): Promise<void> {
  const { main } = documents;
  const { file } = main;
  const texts = new TextPlanner(planner);
  page.on("close", () => texts.close());
  const answers: { [K in Request["kind"]]: (request: Extract<Request, { kind: K }>) => void | Promise<void> } = {
    async plan({ edit, text, included, width }) {
      const open = Object.entries(included).flatMap(([uri, text]) => {
        const document = documents.at(uri);
        return document ? [[document.file, text] as const] : [];
      });
      const answer = await texts.plan({ text, file, included: new Map(open), width });
      if (answer) send(page, { kind: "planned", edit, outcome: answer.outcome, included: documents.allow(answer.included) });
    },
    async open({ uri }) {
      const content = await documents.openIncluded(uri).catch(() => null);
      if (content) send(page, { kind: "file", ...content });
    },
    async save({ uri, text, base }) {
      const document = documents.at(uri);
      if (!document) return page.close(unreadable);
      try {
        const { saved, content } = await document.save(text, base);
        if (saved) pages.broadcast({ kind: "changed", uri, ...content }, page);
        send(page, saved ? { kind: "saved", uri, version: content.version } : { kind: "conflict", uri, ...content });
      } catch (error) {
        send(page, { kind: "unsaved", uri, problem: problemOf(error) });
      }
    },
    run: ({ experiment }) => runner.run(experiment),
    stop: () => runner.stop(),
  };
  handleMessages(page, async text => {
    const request = readRequest(text);
    if (request) await (answers[request.kind] as (request: Request) => void | Promise<void>)(request);
    else page.close(unreadable);
  });

  const words = { statements: statementNames, options: optionNames };
  send(page, { kind: "opened", words, ...documents.contentOf(main, await main.read()) });
  for (const news of runner.sent) send(page, { kind: "run", news });
  pages.add(page);
}

const problemOf = (error: unknown): Problem => {
  if (error instanceof Failure) return { message: error.message, fix: error.fix ?? null };
  return { message: error instanceof Error ? error.message : String(error), fix: null };
};

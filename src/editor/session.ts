import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import type { WebSocket } from "ws";
import { Failure } from "../common/failure.ts";
import { optionNames, statementNames } from "../statements/index.ts";
import type { OpenDocument } from "./document.ts";
import type { Message, Problem, Request } from "./messages.ts";
import type { Planner } from "./planner.ts";
import { readRequest, unreadable } from "./read.ts";
import type { Runner } from "./runner.ts";

/** The pages that are open: most often one. */
export class Pages {
  private readonly open = new Set<WebSocket>();

  add(page: WebSocket): void {
    this.open.add(page);
    page.on("close", () => this.open.delete(page));
  }

  tell(message: Message, except?: WebSocket): void {
    for (const page of this.open) if (page !== except) send(page, message);
  }
}

const send = (page: WebSocket, message: Message): void => page.send(JSON.stringify(message));

export interface Parts {
  document: OpenDocument;
  planner: Planner;
  runner: Runner;
  pages: Pages;
}

/** Tells a new page all that there is, and answers what it asks from then on. */
export async function welcome(page: WebSocket, { document, planner, runner, pages }: Parts): Promise<void> {
  const { file } = document;
  const answers: { [K in Request["kind"]]: (request: Extract<Request, { kind: K }>) => void | Promise<void> } = {
    async plan({ edit, text, width }) {
      const outcome = await planner.plan({ text, file, width });
      if (outcome) send(page, { kind: "planned", edit, outcome });
    },
    async save({ text, base }) {
      try {
        const { saved, content } = await document.save(text, base);
        if (saved) pages.tell({ kind: "changed", ...content }, page);
        send(page, saved ? { kind: "saved", version: content.version } : { kind: "conflict", ...content });
      } catch (error) {
        send(page, { kind: "unsaved", problem: problemOf(error) });
      }
    },
    run: ({ experiment }) => runner.run(experiment),
    stop: () => runner.stop(),
  };
  page.on("message", data => {
    const request = readRequest(String(data));
    if (request) void (answers[request.kind] as (request: Request) => void)(request);
    else page.close(unreadable);
  });

  const words = { statements: statementNames, options: optionNames };
  send(page, { kind: "opened", name: basename(file), uri: pathToFileURL(file).href, words, ...(await document.read()) });
  for (const news of runner.told) send(page, { kind: "run", news });
  pages.add(page);
}

const problemOf = (error: unknown): Problem => {
  if (error instanceof Failure) return { message: error.message, fix: error.fix ?? null };
  return { message: error instanceof Error ? error.message : String(error), fix: null };
};

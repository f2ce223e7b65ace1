import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { Failure } from "../common/failure.ts";
import { packageRoot } from "../common/package_root.ts";
import { thumbnailOf } from "../report/embed.ts";
import { style } from "../report/style.ts";
import { type Credentials, commonHeaders, newToken, runPolicy, viewPolicy } from "../serve/guard.ts";
import { answerRequests, listen, sendFile } from "../serve/local_server.ts";
import { fileOfRun } from "../serve/runs.ts";
import { Follower } from "./follower.ts";
import { Images } from "./images.ts";
import { Live } from "./live.ts";
import { ComparePage } from "./pages/compare.ts";
import { ListPage } from "./pages/list.ts";
import { RunPage } from "./pages/run.ts";
import { type FoundRun, Runs } from "./runs.ts";
import { viewStyle } from "./style.ts";
import type { Subject } from "./subject.ts";

export interface View {
  /** Holds the token: whoever has it can see the runs. */
  url: string;
  close(): Promise<void>;
}

/** Runs that are compared at most: the colors of more cannot be distinguished. */
const mostCompared = 20;
/** Pages that are kept beside those that somebody looks at. */
const pagesKept = 10;

/**
 * Shows the runs in and below a folder to this machine alone, and writes nothing; the address leads to `run` where one is given. Throws a `Failure` of
 * fault `command line` where the port is taken.
 */
export async function serveView(folder: string, port: number, run?: string): Promise<View> {
  const server = createServer();
  await listen(server, port);
  const pass: Credentials = { port: (server.address() as AddressInfo).port, token: newToken() };
  const pages = new Pages(folder, `/${pass.token}/`);

  answerRequests(server, pass, async ([, first = "", ...rest], request, response) => {
    const answer = Object.hasOwn(pages.answers, first) ? await pages.answers[first](rest, request) : null;
    await answer?.(response);
    return answer !== null;
  });
  const id = run === undefined ? null : await pages.idOf(run);
  return {
    url: `http://127.0.0.1:${pass.port}/${pass.token}/${id === null ? "" : `run/${encodeURIComponent(id)}`}`,
    async close() {
      pages.close();
      server.close();
      server.closeAllConnections();
    },
  };
}

type Answer = (response: ServerResponse) => void | Promise<void>;
type Answerer = (rest: readonly string[], request: IncomingMessage) => Promise<Answer | null> | Answer | null;

/** What the addresses lead to. */
class Pages {
  readonly #root: string;
  readonly #runs: Runs;
  readonly #images: Images;
  readonly #followers = new Map<string, Promise<Follower>>();
  /** By the part of the address that names it. */
  readonly #lives = new Map<string, Promise<Live>>();

  constructor(folder: string, root: string) {
    this.#root = root;
    this.#runs = new Runs(folder);
    this.#images = new Images(root);
  }

  /** By the first segment behind the token. */
  readonly answers: Record<string, Answerer> = {
    "": () => this.#shown("list"),
    run: async ([id = "", ...names], request) => {
      if (names.length === 1 && names[0] === "") return this.#shown(`run/${encodeURIComponent(id)}`);
      // What the page of a run names as from the run's folder, `pictures/layer-1.png`, is looked for below its address.
      if (names.length > 0) return this.answers.runs([id, ...names], request);
      return (await this.#find(id)) && (response => redirect(response, `${this.#root}run/${encodeURIComponent(id)}/`));
    },
    compare: (_, { url }) => this.#shown(`compare?${queryOf(url)}`),
    live: ([first, id], { url }) => {
      const keys: Record<string, string> = { list: "list", run: `run/${encodeURIComponent(id ?? "")}`, compare: `compare?${queryOf(url)}` };
      return Object.hasOwn(keys, first ?? "") ? this.#watched(keys[first]) : null;
    },
    runs: async ([id, ...names], { method }) => {
      const run = await this.#find(id ?? "");
      const found = run && (await fileOfRun(run.folder, names));
      return found ? response => sendFile(response, found, runPolicy(), method) : null;
    },
    thumbnails: async ([key]) => {
      const small = this.#images.at(key ?? "");
      const jpeg = small && (await thumbnailOf(small.path, small.side).catch(() => null));
      return jpeg ? response => answer(response, "image/jpeg", jpeg) : null;
    },
    "style.css": () => response => answer(response, "text/css; charset=utf-8", `${style}${viewStyle}`),
    "view.js": (_, { method }) => pageFile("view/view.js", "text/javascript; charset=utf-8", method),
    "icon.svg": (_, { method }) => pageFile("editor/icon.svg", "image/svg+xml", method),
  };

  /** Throws a `Failure` where there is no such run. */
  async idOf(folder: string): Promise<string> {
    const run = (await this.#runs.look()).find(run => run.folder === folder);
    if (!run) throw new Failure("command line", `\`${folder}\` holds no run that can be shown`);
    return run.id;
  }

  close(): void {
    for (const live of this.#lives.values()) void live.then(live => live.close());
  }

  /** A run that a look has found, or finds now: it may be new. */
  async #find(id: string): Promise<FoundRun | null> {
    if (!this.#runs.at(id)) await this.#runs.look();
    return this.#runs.at(id) ?? null;
  }

  async #shown(key: string): Promise<Answer | null> {
    const subject = await this.#subjectOf(key);
    if (!subject) return null;
    const page = await (await this.#liveOf(key, subject)).page();
    return response => answer(response, "text/html; charset=utf-8", page);
  }

  async #watched(key: string): Promise<Answer | null> {
    const subject = await this.#subjectOf(key);
    if (!subject) return null;
    const live = await this.#liveOf(key, subject);
    return response => {
      response.writeHead(200, {
        ...commonHeaders,
        "Content-Security-Policy": viewPolicy,
        "Content-Type": "text/event-stream; charset=utf-8",
      });
      live.watch(response);
    };
  }

  /** What a page is about: `list`, `run/ID`, or `compare?run=ID&run=ID`. */
  async #subjectOf(key: string): Promise<(() => Subject | Promise<Subject>) | null> {
    if (key === "list") return () => new ListPage(this.#runs, this.#root);
    const ids = key.startsWith("run/") ? [decodeURIComponent(key.slice("run/".length))] : comparedIn(key);
    const found = await Promise.all(ids.map(id => this.#find(id)));
    const runs = found.filter(run => run !== null);
    if (runs.length === 0 || runs.length < ids.length) return null;
    const followed = () => Promise.all(runs.map(async run => ({ id: run.id, follower: await this.#follow(run) })));
    if (!key.startsWith("run/")) return async () => new ComparePage(await followed(), this.#root);
    return async () => {
      const [{ id, follower }] = await followed();
      return new RunPage(follower, id, this.#root);
    };
  }

  #follow({ id, folder }: FoundRun): Promise<Follower> {
    const known = this.#followers.get(id) ?? Follower.open(folder, this.#images.sourceOf(id, folder));
    this.#followers.set(id, known);
    known.catch(() => this.#followers.delete(id));
    return known;
  }

  #liveOf(key: string, subject: () => Subject | Promise<Subject>): Promise<Live> {
    const known =
      this.#lives.get(key) ?? Promise.resolve(subject()).then(subject => new Live(subject, this.#root, `${this.#root}live/${key}`));
    // The last that was asked for stands last.
    this.#lives.delete(key);
    this.#lives.set(key, known);
    known.catch(() => this.#lives.delete(key));
    void this.#forget();
    return known;
  }

  /** Lets go of pages that nobody looks at, and of the runs that only these followed. */
  async #forget(): Promise<void> {
    for (const [key, live] of [...this.#lives].slice(0, -pagesKept))
      if (!(await live.catch(() => null))?.isWatched) this.#lives.delete(key);
    const used = new Set(
      [...this.#lives.keys()].flatMap(key => (key.startsWith("run/") ? decodeURIComponent(key.slice(4)) : comparedIn(key))),
    );
    for (const id of this.#followers.keys()) if (!used.has(id)) this.#followers.delete(id);
  }
}

const queryOf = (url = ""): string => new URLSearchParams(url.split("?")[1] ?? "").toString();
const comparedIn = (key: string): string[] =>
  [...new Set(new URLSearchParams(key.split("?")[1] ?? "").getAll("run"))].slice(0, mostCompared);

function answer(response: ServerResponse, type: string, content: string | Uint8Array): void {
  response.writeHead(200, { ...commonHeaders, "Content-Security-Policy": viewPolicy, "Content-Type": type });
  response.end(content);
}

function redirect(response: ServerResponse, address: string): void {
  response.writeHead(302, { ...commonHeaders, "Content-Security-Policy": viewPolicy, Location: address });
  response.end();
}

const pageFile =
  (name: string, type: string, method?: string): Answer =>
  response =>
    sendFile(response, { file: join(packageRoot, "dist", name), type }, viewPolicy, method);

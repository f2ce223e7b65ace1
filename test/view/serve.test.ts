import { existsSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { get, type IncomingMessage, request } from "node:http";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { describe, expect, onTestFinished, test } from "vitest";
import type { PlanStep } from "../../src/steps/index.ts";
import { serveView, type View } from "../../src/view/serve.ts";
import { folderOf } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";
import { makePipe } from "../support/pipe.ts";
import { batch, beginRun, epoch, evaluated, finished, phase } from "./running.ts";

async function viewing(root: string, run?: string): Promise<View> {
  const view = await serveView(root, 0, run);
  onTestFinished(() => view.close());
  return view;
}

/** Asks as no browser would: with the path as it is written here, and any headers. */
function ask(url: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<IncomingMessage & { body: string }> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ host: "127.0.0.1", port, path, method, headers }, response => {
      let body = "";
      response.setEncoding("utf8").on("data", text => {
        body += text;
      });
      response.on("end", () => resolve(Object.assign(response, { body })));
    })
      .on("error", reject)
      .end();
  });
}

const pageAt = async (url: string) => parseHTML(await (await fetch(url)).text()).document;

/** The events that a server sends, as they come. */
async function* eventsOf(url: string): AsyncGenerator<{ event: string; data: Record<string, unknown> }> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => get(url, resolve).on("error", reject));
  let text = "";
  for await (const piece of response.setEncoding("utf8")) {
    text += piece;
    for (let end = text.indexOf("\n\n"); end !== -1; end = text.indexOf("\n\n")) {
      const [, event, data] = /^event: (.*)\ndata: (.*)$/.exec(text.slice(0, end)) ?? [];
      text = text.slice(end + 2);
      if (event) yield { event, data: JSON.parse(data) as Record<string, unknown> };
    }
  }
}

test("runs are listed, newest first, with what came of them", async () => {
  const root = folderOf({});
  const older = beginRun(root, "pets-1", {}, "2026-11-24T10:00:00.000Z");
  older.tell(phase, epoch(0, 0.5), finished(older.folder));
  beginRun(root, "<b>-2").tell(phase, epoch(0, 0.25), { event: "failed", message: "no <memory>", fix: null, fault: "machine" });
  const { url } = await viewing(root);
  const page = await pageAt(url);
  const rows = [...page.querySelectorAll("tbody tr")].map(row => [...row.children].map(cell => cell.textContent.trim()));
  const two = (number: number) => String(number).padStart(2, "0");
  const [older10, newer10] = [24, 25].map(day => new Date(`2026-11-${day}T10:00:00Z`));
  const clock = (time: Date) => `2026-11-${two(time.getDate())} ${two(time.getHours())}:${two(time.getMinutes())}`;
  expect(rows).toEqual([
    ["", "runs/<b>-2", "0.2500", "0.2500", "failed", expect.any(String), "resnet18", "pets", clock(newer10), "wasm"],
    ["", "runs/pets-1", "0.5000", "0.2500", "finished", "12 s", "resnet18", "pets", clock(older10), "wasm"],
  ]);
  expect(page.querySelector(".failed").getAttribute("title")).toBe("failed: no <memory>");
});

test("of the metrics in a list those come first that most runs have, wherever they came from", async () => {
  const root = folderOf({});
  beginRun(root, "pets-1").tell(phase, { ...epoch(0, 0), metrics: { f1: 0.5, error_rate: 0.25 } });
  const { tell } = beginRun(root, "pets-2");
  tell(phase, epoch(0, 0.5), { ...evaluated(0), metrics: { top_k_accuracy_3: 0.75 } });
  const page = await pageAt((await viewing(root)).url);
  const heads = [...page.querySelectorAll("thead th")].map(head => head.textContent);
  expect(heads).toEqual([
    "run",
    "error_rate",
    "f1",
    "top_k_accuracy_3",
    "valid_loss",
    "state",
    "time",
    "model",
    "data",
    "started",
    "engine",
  ]);
  const [, row] = [...page.querySelectorAll("tbody tr")].map(row => [...row.children].map(cell => cell.textContent));
  expect(row.slice(1, 5)).toEqual(["runs/pets-2", "0.5000", "", "0.7500"]);
});

test("a folder without runs says how one is made, and shows it once it is there", async () => {
  const root = folderOf({});
  const { url } = await viewing(root);
  expect((await pageAt(url)).querySelector("main").textContent).toContain("exp run FILE");
  beginRun(root, "pets-1");
  expect((await pageAt(url)).querySelectorAll("tbody tr")).toHaveLength(1);
});

test("a run is told of as it goes on, by whoever runs it", async () => {
  const root = folderOf({});
  const { folder, tell } = beginRun(root, "pets-1");
  tell(phase, batch(0));
  const { url } = await viewing(root, folder);
  expect(url).toMatch(/\/run\/pets-1$/);
  const page = await pageAt(url);
  expect(page.querySelector("#state").textContent).toMatch(/^running step 1 of 1: whole 0 {2}1\/2 {2}loss 1\.000/);
  const live = eventsOf(new URL(page.querySelector("body").getAttribute("data-live")!, url).href);
  const next = async (kind: string) => {
    for await (const { event, data } of { [Symbol.asyncIterator]: () => ({ next: () => live.next() }) }) if (event === kind) return data;
    throw new Error("the events ended");
  };
  const sections = async () => (await next("sections")) as { order: string[]; sections: { id: string; html: string; hash: string }[] };
  const all = await sections();
  expect(all.sections.map(({ id }) => id)).toEqual(all.order);
  // What the page shows is told by the same mark, so nothing flickers.
  expect(all.sections[0].hash).toBe(page.querySelector(".section").getAttribute("data-hash"));
  expect(await next("progress")).toMatchObject({ state: "running", done: 1, of: 2 });

  tell(batch(1), epoch(0, 0.125), evaluated(0.125), finished(folder));
  expect(await next("progress")).toMatchObject({ state: "finished", text: "finished in 12 s", of: null });
  const news = await sections();
  expect(news.order).toEqual(expect.arrayContaining(["results", "confusion-matrix"]));
  // The text of the experiment has not changed.
  expect(news.sections.map(({ id }) => id)).not.toContain("experiment");
  expect(news.sections.find(({ id }) => id === "results")!.html).toContain("0.1250");
  await live.return(undefined);
});

test("a run whose plan is damaged is listed, and its page says what it lacks", async () => {
  const root = folderOf({});
  writeFileSync(join(beginRun(root, "pets-1").folder, "plan.json"), '{ "version": 1 }');
  const { url } = await viewing(root);
  expect((await pageAt(url)).querySelectorAll("tbody tr")).toHaveLength(1);
  const page = await fetch(`${url}run/pets-1/`);
  expect(page.status).toBe(404);
  expect(await page.text()).toMatch(/plan\.json is damaged: it has no `file`\n$/);
});

test("a run that only a newer exp knows is listed, and its page says why it is not shown", async () => {
  const root = folderOf({});
  const { folder, tell } = beginRun(root, "pets-1", { steps: [{ kind: "distill" } as unknown as PlanStep] });
  tell(finished(folder));
  beginRun(root, "pets-2");
  const { url } = await viewing(root);
  const rows = [...(await pageAt(url)).querySelectorAll("tbody tr")].map(row => row.querySelector("th").textContent);
  expect(rows).toEqual(["runs/pets-1", "runs/pets-2"]);
  for (const page of ["run/pets-1/", "compare?run=pets-2&run=pets-1"]) {
    const answer = await fetch(`${url}${page}`);
    expect(answer.status).toBe(404);
    expect(await answer.text()).toContain("is a run of a newer exp: its plan has the step `distill`");
  }
});

const isWindows = process.platform === "win32";

test.skipIf(isWindows).each([
  ["plan.json", "a pipe"],
  ["environment.json", "a pipe"],
  ["metrics.jsonl", "a pipe"],
  ["metrics.jsonl", "a device"],
])("a run whose %s is %s is listed as one that cannot be read, and the others as ever", { timeout: 30_000 }, async (name, kind) => {
  const root = folderOf({});
  const { tell, folder } = beginRun(root, "pets-1");
  tell(phase, epoch(0, 0.5), finished(folder));
  const path = join(beginRun(root, "pets-2").folder, name);
  rmSync(path);
  if (kind === "a pipe") makePipe(path);
  else symlinkSync("/dev/zero", path);
  const { url } = await viewing(root);
  const states = [...(await pageAt(url)).querySelectorAll("tbody .state")];
  const told = Object.fromEntries(states.map(state => [state.textContent, state.getAttribute("title")]));
  expect(told).toEqual({ finished: "finished in 12 s", unreadable: `${name} is ${kind}, not a file` });
  const page = await fetch(`${url}run/pets-2`);
  if (name === "environment.json") expect(page.status).toBe(200);
  else expect([page.status, await page.text()]).toEqual([404, `it cannot be shown: ${path} cannot be read: ${kind}, not a file\n`]);
  expect((await fetch(`${url}run/pets-1`)).status).toBe(200);
});

test.skipIf(isWindows)("a picture and a report that are pipes are not shown, and nothing waits for them", { timeout: 30_000 }, async () => {
  const root = folderOf({});
  const { tell, folder } = beginRun(root, "pets-1");
  const picture = join(folder, "pictures", "layer-1.png");
  mkdirSync(join(folder, "pictures"));
  makePipe(picture);
  makePipe(join(folder, "report.html"));
  tell({ event: "picture", step: 0, title: "layer 1", file: picture, caption: "" });
  const { url } = await viewing(root);
  expect((await pageAt(`${url}run/pets-1`)).querySelectorAll("img")).toHaveLength(0);
  for (const name of ["pictures/layer-1.png", "report.html"]) expect((await fetch(`${url}runs/pets-1/${name}`)).status).toBe(404);
});

test.skipIf(isWindows)("a run whose journal becomes a pipe while it is looked at", { timeout: 30_000 }, async () => {
  const root = folderOf({});
  const { folder } = beginRun(root, "pets-1");
  const { url } = await viewing(root);
  expect((await fetch(`${url}run/pets-1`)).status).toBe(200);
  const journal = join(folder, "metrics.jsonl");
  rmSync(journal);
  makePipe(journal);
  const page = await fetch(`${url}run/pets-1`);
  expect([page.status, await page.text()]).toEqual([404, `it cannot be shown: ${journal} cannot be read: a pipe, not a file\n`]);
});

test("runs are compared: what came out comes first, the best of each row standing out, then what differs", async () => {
  const root = folderOf({});
  for (const [name, seed, errorRate] of [
    ["pets-1", 1, 0.5],
    ["pets-2", 2, 0.25],
  ] as const) {
    const { tell, folder } = beginRun(root, name, { seed });
    tell(phase, batch(0), batch(1), epoch(0, errorRate), finished(folder));
  }
  const { url } = await viewing(root);
  const page = await pageAt(`${url}compare?run=pets-1&run=pets-2`);
  expect([...page.querySelectorAll("h2")].map(title => title.textContent)).toEqual(["Results", "Curves", "Settings"]);
  const [results, differing, same] = [...page.querySelectorAll("table")].map(table =>
    [...table.querySelectorAll("tbody tr")].map(row => [...row.children].map(cell => cell.textContent)),
  );
  expect(differing).toEqual([["seed", "1", "2"]]);
  expect(same).toContainEqual(["model", "resnet18", "resnet18"]);
  expect(results).toContainEqual(["error_rate", "0.5000", "0.2500"]);
  const best = [...page.querySelectorAll("strong")].map(cell => cell.textContent);
  expect(best).toEqual(["0.2500"]);
  expect([...page.querySelectorAll("figure svg[role=img]")].map(svg => svg.getAttribute("aria-label"))).toEqual([
    "training loss of pets-1, pets-2",
    "validation loss of pets-1, pets-2",
    "error_rate of pets-1, pets-2",
  ]);
  expect((await fetch(`${url}compare?run=pets-1&run=gone`)).status).toBe(404);
  expect((await fetch(`${url}compare`)).status).toBe(404);
});

describe("what can be asked for", () => {
  async function withSecrets() {
    const root = folderOf({ "secret.png": await drawnPng(8, 8), "pets/1.png": await drawnPng(8, 8) });
    const { folder, tell } = beginRun(root, "pets-1");
    mkdirSync(join(folder, "pictures"));
    for (const name of ["report.html", "weights.safetensors", "pictures/layer-1.png"]) writeFileSync(join(folder, name), "");
    writeFileSync(join(folder, "pictures", "layer-2.png"), await drawnPng(8, 8));
    symlinkSync(join(root, "secret.png"), join(folder, "pictures", "link.png"));
    tell({
      event: "predicted",
      step: 0,
      predictions: [{ path: join(root, "pets/1.png"), actual: null, predicted: "cat", probability: 1, top: [] }],
    });
    tell({ event: "picture", step: 0, title: "layer 2", file: join(folder, "pictures", "layer-2.png"), caption: "" });
    return { root, folder, ...(await viewing(root)) };
  }

  test.each([
    ["another token", "/0123456789/", {}, 403],
    ["no token", "/", {}, 403],
    ["another host, as after DNS rebinding", "TOKEN/", { host: "evil.example" }, 403],
    ["another page", "TOKEN/live/list", { origin: "http://evil.example" }, 403],
    ["a page without an origin", "TOKEN/live/run/pets-1", { origin: "null" }, 403],
    ["a file of a run that is not to be seen", "TOKEN/runs/pets-1/weights.safetensors", {}, 404],
    ["a link out of a run", "TOKEN/runs/pets-1/pictures/link.png", {}, 404],
    ["a climb", "TOKEN/runs/pets-1/%2e%2e/secret.png", {}, 403],
    ["a separator that is hidden", "TOKEN/runs/pets-1/..%2f..%2fsecret.png", {}, 403],
    ["a run that is not there", "TOKEN/run/pets-9", {}, 404],
    ["an image that no page shows", `TOKEN/thumbnails/${"0".repeat(64)}`, {}, 404],
    ["a name of every object", "TOKEN/constructor", {}, 404],
    ["a live page of no kind", "TOKEN/live/constructor", {}, 404],
    ["a broken escape", "TOKEN/%", {}, 403],
  ])("not %s", async (_, path, headers, status) => {
    const { url } = await withSecrets();
    const { statusCode, headers: answered } = await ask(url, path.replace("TOKEN/", new URL(url).pathname), headers);
    expect(statusCode).toBe(status);
    expect(answered["content-security-policy"]).toBe("default-src 'none'");
  });

  test("the images that a page shows, and the report, which runs its own script alone", async () => {
    const { url, root } = await withSecrets();
    const page = await pageAt(`${url}run/pets-1`);
    const sources = [...page.querySelectorAll("img")].map(image => new URL(image.getAttribute("src")!, url).href);
    expect(sources).toEqual([expect.stringMatching(/layer-2\.png$/), expect.stringMatching(/thumbnails\/[0-9a-f]{64}$/)]);
    for (const source of sources) expect((await fetch(source)).headers.get("content-type")).toMatch(/^image\//);
    const report = await fetch(`${url}runs/pets-1/report.html`);
    expect(report.headers.get("content-security-policy")).toMatch(/default-src 'none'.*script-src 'sha256-[^']+';.*sandbox allow-scripts$/);
    const policy = (await fetch(url)).headers.get("content-security-policy");
    expect(policy).toContain("default-src 'none'; script-src 'self'");
    expect(policy).not.toMatch(/https?:|unsafe-eval|\*|script-src[^;]*unsafe-inline/);
    rmSync(join(root, "pets"), { recursive: true });
    expect((await fetch(sources[1])).status).toBe(404);
  });

  test("a picture of a run, by its name in the folder of the run, as from the page that shows it", async () => {
    const { url } = await withSecrets();
    const page = await fetch(`${url}run/pets-1`);
    expect(page.url).toBe(`${url}run/pets-1/`);
    const picture = await fetch(new URL("pictures/layer-2.png", page.url));
    expect([picture.status, picture.headers.get("content-type")]).toEqual([200, "image/png"]);
    for (const name of ["weights.safetensors", "pictures/link.png", "pictures/", "/"])
      expect((await fetch(`${page.url}${name}`)).status).toBeGreaterThanOrEqual(403);
  });

  test("nothing that writes, and nothing is written", async () => {
    const { url, root, folder } = await withSecrets();
    const before = readdirSync(root, { recursive: true }).length;
    const { pathname } = new URL(url);
    for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) expect((await ask(url, pathname, {}, method)).statusCode).toBe(405);
    for (const path of ["", "run/pets-1", "compare?run=pets-1"]) expect((await fetch(url + path)).status).toBe(200);
    expect(readdirSync(root, { recursive: true })).toHaveLength(before);
    expect(existsSync(folder)).toBe(true);
  });

  test("a run that is taken away meanwhile, which is said", async () => {
    const { url, folder } = await withSecrets();
    expect((await fetch(`${url}run/pets-1`)).status).toBe(200);
    rmSync(folder, { recursive: true });
    expect((await fetch(url)).status).toBe(200);
    const answer = await fetch(`${url}run/pets-1`);
    expect({ status: answer.status, text: await answer.text() }).toEqual({
      status: 404,
      text: "it cannot be shown: the folder of the run is gone\n",
    });
  });
});

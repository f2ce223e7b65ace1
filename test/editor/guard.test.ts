import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { type IncomingMessage, request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { segmentsOf } from "../../src/serve/guard.ts";
import { RunFolders } from "../../src/serve/runs.ts";
import { folderOf } from "../cli/exp.ts";
import { editing } from "./editor.ts";

const serve = () => editing({ "a.exp": "model resnet18\n", "secret.txt": "secret" });

/** Asks as no browser would: with the path as it is written here, and any headers. */
function ask(url: string, path: string, headers: Record<string, string> = {}, method = "GET"): Promise<IncomingMessage & { body: string }> {
  const { port } = new URL(url);
  return new Promise((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port, path, method, headers }, response => {
      let body = "";
      response.setEncoding("utf8").on("data", text => {
        body += text;
      });
      response.on("end", () => resolve(Object.assign(response, { body })));
    });
    asked.on("error", reject).end();
  });
}

test("the page comes to whoever has the token, and takes nothing from elsewhere", async () => {
  const { url } = await serve();
  const { pathname } = new URL(url);
  const page = await ask(url, pathname);
  expect(page.statusCode).toBe(200);
  expect(page.headers["content-type"]).toBe("text/html; charset=utf-8");
  const policy = page.headers["content-security-policy"];
  expect(policy).toContain("default-src 'none'; script-src 'self'");
  expect(policy).not.toMatch(/https?:|unsafe-eval|\*|script-src[^;]*unsafe-inline/);
  expect(page.headers["x-content-type-options"]).toBe("nosniff");
  expect(page.headers["referrer-policy"]).toBe("no-referrer");
  const names = [...page.body.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, name]) => name);
  expect(names).toContain("page.js");
  for (const name of names) expect(await ask(url, pathname + name, {}, "HEAD")).toMatchObject({ statusCode: 200 });
});

test.each([
  ["another token", "/0123456789/", {}, 403],
  ["no token", "/", {}, 403],
  ["a part of the token", "TOKEN-1/", {}, 403],
  ["another host, as after DNS rebinding", "TOKEN/", { host: "evil.example" }, 403],
  ["another port", "TOKEN/", { host: "127.0.0.1:1" }, 403],
  ["another page", "TOKEN/", { origin: "http://evil.example" }, 403],
  ["a page without an origin", "TOKEN/", { origin: "null" }, 403],
  ["the file itself", "TOKEN/a.exp", {}, 404],
  ["a file beside it", "TOKEN/secret.txt", {}, 404],
  ["a climb", "TOKEN/../secret.txt", {}, 404],
  ["a climb that is hidden", "TOKEN/%2e%2e/secret.txt", {}, 404],
  ["a separator that is hidden", "TOKEN/..%2fsecret.txt", {}, 404],
  ["a climb out of a run", "TOKEN/runs/a-1/..%2f..%2fsecret.txt", {}, 404],
  ["a run that is none of this editor", "TOKEN/runs/b-1/report.html", {}, 404],
  ["a broken escape", "TOKEN/%", {}, 404],
  ["the runs themselves", "TOKEN/runs", {}, 404],
  ["the folder of runs", "TOKEN/runs/", {}, 404],
  ["a run without a file", "TOKEN/runs/a-1", {}, 404],
  ["another site", "TOKEN/", { "sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate" }, 403],
  ["a page of another port", "TOKEN/", { "sec-fetch-site": "same-site", "sec-fetch-mode": "no-cors" }, 403],
])("a request for %s is refused", async (_, path, headers, status) => {
  const { url } = await serve();
  const { pathname } = new URL(url);
  const written = path.replace("TOKEN-1", pathname.slice(0, -3)).replace("TOKEN/", pathname);
  const { statusCode, body, headers: answered } = await ask(url, written, headers);
  // What cannot be read has no token either.
  expect([status, 403]).toContain(statusCode);
  expect(body).not.toContain("secret\n");
  expect(body).not.toContain("resnet18");
  expect(answered["content-security-policy"]).toBe("default-src 'none'");
});

test("a request that names two hosts is refused, whichever comes first", async () => {
  const { url } = await serve();
  const { port, pathname } = new URL(url);
  for (const hosts of [
    [`127.0.0.1:${port}`, "evil.example"],
    ["evil.example", `127.0.0.1:${port}`],
  ]) {
    const socket = connect(Number(port), "127.0.0.1");
    socket.write(`GET ${pathname} HTTP/1.1\r\n${hosts.map(host => `Host: ${host}\r\n`).join("")}Connection: close\r\n\r\n`);
    let answer = "";
    for await (const piece of socket.setEncoding("utf8")) answer += piece;
    expect(answer).toMatch(/^HTTP\/1\.1 40[03] /);
    expect(answer).not.toContain("<html");
  }
});

test("a browser that opens the address itself, or follows a link of another port, gets the page", async () => {
  const { url } = await serve();
  for (const site of ["none", "same-site", "same-origin"])
    expect((await ask(url, new URL(url).pathname, { "sec-fetch-site": site, "sec-fetch-mode": "navigate" })).statusCode).toBe(200);
});

test("nothing is written by a request", async () => {
  const { url } = await serve();
  const { pathname } = new URL(url);
  for (const method of ["POST", "PUT", "DELETE", "OPTIONS"]) expect((await ask(url, pathname, {}, method)).statusCode).toBe(405);
});

describe("a channel", () => {
  /** The status that a channel is refused with, or 101. */
  const open = (url: string, path: string, options: { origin?: string; headers?: Record<string, string> }): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = new WebSocket(new URL(path, url.replace("http", "ws")), options);
      socket.on("open", () => {
        resolve(101);
        socket.close();
      });
      socket.on("unexpected-response", (_, { statusCode }) => resolve(statusCode ?? 0));
      socket.on("error", reject);
    });

  test("opens to the page alone", async () => {
    const { url } = await serve();
    const { origin } = new URL(url);
    expect(await open(url, "session", { origin })).toBe(101);
    expect(await open(url, "language", { origin })).toBe(101);
    expect(await open(url, "session", {})).toBe(403);
    expect(await open(url, "session", { origin: "http://evil.example" })).toBe(403);
    expect(await open(url, "session", { origin: "http://evil.example", headers: { host: "evil.example" } })).toBe(403);
    expect(await open(url, "/wrong/session", { origin })).toBe(403);
    expect(await open(url, "constructor", { origin })).toBe(404);
  });

  test("that says what cannot be read is closed, and the server stays", async () => {
    const { url } = await serve();
    const { origin } = new URL(url);
    for (const name of ["session", "language"])
      for (const text of [
        "{",
        "null",
        '{"kind":"constructor"}',
        '{"kind":"run","experiment":"--seed"}',
        '{"kind":"run","experiment":"a\\u0000"}',
      ]) {
        if (name === "language" && text.startsWith('{"')) continue;
        const socket = new WebSocket(new URL(name, url.replace("http", "ws")), { origin });
        socket.on("open", () => socket.send(text));
        expect(await new Promise(resolve => socket.on("close", resolve))).toBe(1003);
      }
    expect((await ask(url, new URL(url).pathname)).statusCode).toBe(200);
  });
});

test("of other files only those that a text includes are opened, and none is written that is not open", async () => {
  const { url, folder } = await editing({ "a.exp": 'include "base.exp"\n', "base.exp": "seed 7\n", "secret.exp": "seed 8\n" });
  const told: Record<string, unknown>[] = [];
  const socket = new WebSocket(new URL("session", url.replace("http", "ws")), { origin: new URL(url).origin });
  socket.on("message", data => told.push(JSON.parse(String(data)) as Record<string, unknown>));
  const closed = new Promise(resolve => socket.on("close", resolve));
  const say = (message: object) => socket.send(JSON.stringify(message));
  await new Promise(resolve => socket.on("open", resolve));
  const uriOf = (name: string) => pathToFileURL(join(folder, name)).href;
  say({ kind: "open", uri: uriOf("base.exp") });
  say({ kind: "plan", edit: 1, text: 'include "base.exp"\ninclude "../x.exp"\n', included: {}, width: 90 });
  await expect.poll(() => told.find(({ kind }) => kind === "planned")).toMatchObject({ included: [uriOf("base.exp")] });
  for (const name of ["secret.exp", "../x.exp", "base.exp"]) say({ kind: "open", uri: uriOf(name) });
  await expect.poll(() => told.filter(({ kind }) => kind === "file")).toMatchObject([{ name: "base.exp", text: "seed 7\n" }]);
  say({ kind: "save", uri: uriOf("secret.exp"), text: "", base: null });
  expect(await closed).toBe(1003);
  expect(readFileSync(join(folder, "secret.exp"), "utf8")).toBe("seed 8\n");
});

test("segments are plain names", () => {
  expect(segmentsOf("/t/runs/a-1/report.html?x#y")).toEqual(["t", "runs", "a-1", "report.html"]);
  expect(segmentsOf("/t/")).toEqual(["t", ""]);
  for (const url of ["/t//a", "/t/./a", "/t/../a", "/t/%2e%2e", "/t/a%2fb", "/t/a%5cb", "/t/a%00", "/t/%zz"])
    expect(segmentsOf(url), url).toBeNull();
});

test("of a run folder the report and the pictures can be seen, and no link leads out of it", async () => {
  const folder = folderOf({
    "runs/a-3/report.html": "",
    "runs/a-3/a.exp": "",
    "runs/a-b-1/report.html": "",
    "runs/a-b-1/a.exp": "",
    "runs/b-1/report.html": "",
    "runs/b-1/b.exp": "",
    "a-1/report.html": "",
    "a-1/a.exp": "",
    "a-1/pictures/layer-1.png": "",
    "a-1/weights.safetensors": "",
    "secret.html": "",
  });
  symlinkSync(join(folder, "secret.html"), join(folder, "a-1", "link.html"));
  mkdirSync(join(folder, "a-1-secret"));
  writeFileSync(join(folder, "a-1-secret", "report.html"), "");
  const folders = new RunFolders(join(folder, "a.exp"));
  expect(await folders.find(["a-1", "report.html"])).toBeNull();
  folders.add(join(folder, "a-1"));
  expect(folders.addressOf(join(folder, "a-1"), join(folder, "a-1", "pictures", "layer-1.png"))).toBe("runs/a-1/pictures/layer-1.png");
  expect(await folders.find(["a-1", "report.html"])).toMatchObject({ type: "text/html; charset=utf-8" });
  expect(await folders.find(["a-1", "pictures", "layer-1.png"])).toMatchObject({ type: "image/png" });
  for (const names of [
    ["a-1", "weights.safetensors"],
    ["a-1", "link.html"],
    ["a-1-secret", "report.html"],
    ["a-1"],
    ["a-1", "..", "secret.html"],
  ])
    expect(await folders.find(names), names.join("/")).toBeNull();
  // Whoever packed the experiment may have packed links.
  expect(await folders.find(["a-3", "report.html"])).not.toBeNull();
  symlinkSync(join(folder, "a-1"), join(folder, "runs", "a-4"));
  expect(await folders.find(["a-4", "report.html"])).toBeNull();
});

import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
import { key, uniform } from "../../src/common/random.ts";
import { editing } from "./editor.ts";

const serve = () => editing({ "a.exp": "model resnet18\n" });
const isThere = async (url: string): Promise<boolean> => (await fetch(url)).ok;

test("the server outlives whoever calls for a channel and hangs up", async () => {
  const { url } = await serve();
  const { port, pathname } = new URL(url);
  for (const path of ["/wrong/session", `${pathname}nothing`, `${pathname}session`])
    for (let i = 0; i < 20; i++) {
      const socket = connect(Number(port), "127.0.0.1").on("error", () => {});
      await once(socket, "connect");
      socket.write(
        `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nOrigin: http://127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n`,
      );
      socket.write("Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
      socket.resetAndDestroy();
    }
  await sleep(100);
  expect(await isThere(url)).toBe(true);
});

test.each(["session", "language"])("a message that is too long closes the channel %s, and no more", async name => {
  const { url } = await serve();
  const socket = new WebSocket(new URL(name, url.replace("http", "ws")), { origin: new URL(url).origin });
  await once(socket, "open");
  socket.send(JSON.stringify({ kind: "plan", edit: 1, text: "x".repeat(9 * 2 ** 20), included: {}, width: 80 }));
  expect((await once(socket, "close"))[0]).toBe(1009);
  expect(await isThere(url)).toBe(true);
});

const names = [
  "",
  "a",
  "a\0b",
  "__proto__",
  "constructor",
  "\uD800",
  "\u202E",
  "../a.exp",
  "x".repeat(100_000),
  "runs/a-1",
  "file:///a.exp",
  "%00",
];
const values = [null, true, 0, -1, 1e308, [], {}, ...names];
const fields = ["edit", "text", "included", "width", "uri", "base", "experiment", "params", "id", "method", "jsonrpc", "result"];

test.each(["session", "language"])("messages of any shape close the channel %s at most", async name => {
  const { url } = await serve();
  const open = async () => {
    const socket = new WebSocket(new URL(name, url.replace("http", "ws")), { origin: new URL(url).origin });
    await once(socket, "open");
    return socket;
  };
  const random = (n: number, of: number) => Math.floor(uniform(key(7), n) * of);
  let socket = await open();
  for (let i = 0; i < 400; i++) {
    const chosen = fields.filter((_, f) => random(100 * i + f, 3) > 0);
    const message = Object.fromEntries(chosen.map((field, f) => [field, values[random(100 * i + 50 + f, values.length)]]));
    // To run the file would start a process for each.
    const kind = ["plan", "open", "save", "stop", "x"][random(100 * i + 99, 5)];
    if (socket.readyState !== socket.OPEN) socket = await open();
    socket.send(JSON.stringify(name === "session" ? { kind, ...message } : { jsonrpc: "2.0", ...message }));
    if (i % 20 === 0) await sleep(5);
  }
  expect(await isThere(url)).toBe(true);
});

test("no address ends the server", async () => {
  const { url } = await serve();
  const { pathname } = new URL(url);
  for (const name of names.map(encodeNames))
    for (const place of ["", "runs/", "runs/a-1/", "runs/a-1/pictures/"]) {
      const { status } = await fetch(new URL(pathname + place + name, url));
      expect([200, 403, 404, 414, 431], place + name.slice(0, 20)).toContain(status);
    }
  expect(await isThere(url)).toBe(true);
});

/** A lone surrogate has no UTF-8. */
const encodeNames = (name: string): string => encodeURIComponent(name.replace(/[\uD800-\uDFFF]/g, "%ED%A0%80"));

import { once } from "node:events";
import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { WebSocket } from "ws";
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

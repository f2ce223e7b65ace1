import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { join } from "node:path";
import { expect, test } from "vitest";
import { download } from "../../src/engines/setup/download.ts";
import { folderOf } from "../cli/exp.ts";
import { serve } from "./server.ts";

const text = "libtensorflow";
const md5 = (of: string) => createHash("md5").update(of).digest("base64");
const never = new AbortController().signal;

test("a file comes whole, its hash as the server states it", async () => {
  const url = await serve((_, response) => response.setHeader("x-goog-hash", `crc32c=AAAA, md5=${md5(text)}`).end(text));
  const file = join(folderOf({}), "file");
  await download(`${url}/file`, file, never);
  expect(readFileSync(file, "utf8")).toBe(text);
});

test.each<[string, RequestListener, RegExp]>([
  ["is not there", (_, response) => response.writeHead(404).end(), /could not be fetched: the server answered 404$/],
  [
    "has another hash than stated",
    (_, response) => response.setHeader("x-goog-hash", `md5=${md5("another")}`).end(text),
    /could not be fetched: its hash is not the one that the server states$/,
  ],
  [
    "breaks off half way",
    (_, response) => {
      response.setHeader("content-length", 2 * text.length).write(text, () => response.destroy());
    },
    /could not be fetched: .+/,
  ],
])("a file that %s is a failure of the machine", async (_, answer, message) => {
  const url = await serve(answer);
  await expect(download(`${url}/file`, join(folderOf({}), "file"), never)).rejects.toMatchObject({
    fault: "machine",
    message: expect.stringMatching(message),
  });
});

test("a server that is not there is named with the cause", async () => {
  await expect(download("http://127.0.0.1:9/file", join(folderOf({}), "file"), never)).rejects.toMatchObject({ fault: "machine" });
});

test("an abort is an interruption", async () => {
  const stop = new AbortController();
  const url = await serve((_, response) => response.write(text, () => stop.abort()));
  await expect(download(`${url}/file`, join(folderOf({}), "file"), stop.signal)).rejects.toMatchObject({ fault: "interrupted" });
});

test("what never ends is not taken", async () => {
  const url = await serve((_, response) => {
    const more = () => response.write(Buffer.alloc(60_000), error => error ?? more());
    more();
  });
  await expect(download(`${url}/file`, join(folderOf({}), "file"), never, 100_000)).rejects.toMatchObject({
    fault: "machine",
    message: `${url}/file could not be fetched: more than 97.7 KiB came`,
  });
});

import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { models, type Published } from "../../src/models/index.ts";
import { cachedPath, download } from "../../src/models/weights/download.ts";
import { loadWeights } from "../../src/models/weights/index.ts";
import { resolvePretrained } from "../../src/models/weights/resolve.ts";
import { folderOf } from "../cli/exp.ts";
import { failureOf } from "./files.ts";
import { tinyModel } from "./tiny.ts";

const content = Buffer.alloc(300_000, "weights ");
const hash = createHash("sha256").update(content).digest("hex");
const published: Published = { file: `tiny-${hash.slice(0, 8)}.pth`, bytes: content.length };

/** A server of weights on this machine, by EXP_WEIGHTS_URL; returns its address. */
async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>(done => server.listen(0, "127.0.0.1", done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  vi.stubEnv("EXP_WEIGHTS_URL", `${url}/models/`);
  return url;
}

beforeEach(() => {
  vi.stubEnv("EXP_CACHE", folderOf({}));
});
afterEach(() => {
  vi.unstubAllEnvs();
});
/** What the cache's folder of weights has. */
const cached = (): string[] => {
  const folder = dirname(cachedPath(published));
  return existsSync(folder) ? readdirSync(folder) : [];
};
const { signal } = new AbortController();

describe("download", () => {
  it("keeps the file under its name, and tells how far it is", async () => {
    const url = await serve((_, response) => response.end(content));
    const told: number[] = [];
    const path = await download(published, url, { signal, onProgress: bytes => told.push(bytes) });
    expect(readFileSync(path).equals(content)).toBe(true);
    expect(path).toBe(cachedPath(published));
    expect(told.at(-1)).toBe(content.length);
    expect(cached()).toEqual([published.file]);
  });
  it.each<[string, RequestListener, string]>([
    ["a file of another hash", (_, response) => response.end(Buffer.alloc(content.length, "x")), "its SHA-256 is another"],
    ["a file that is too long", (_, response) => response.end(Buffer.concat([content, content])), "more came than its 300000 bytes"],
    ["a file that is too short", (_, response) => response.end(content.subarray(0, 1000)), "it ended after 1000 of 300000 bytes"],
    [
      "a connection that breaks",
      (_, response) => {
        response.writeHead(200, { "content-length": content.length });
        response.write(content.subarray(0, 1000), () => response.destroy());
      },
      "the connection broke",
    ],
    ["no such file", (_, response) => response.writeHead(404).end("none"), "the server answers 404"],
  ])("keeps nothing of %s", async (_, listener, cause) => {
    const url = await serve(listener);
    const { fault, message, fix } = await failureOf(download(published, url, { signal }));
    expect(fault).toBe("data");
    expect(message).toContain(url);
    expect(message).toContain(cause);
    expect(fix).toContain(dirname(cachedPath(published)));
    expect(cached()).toEqual([]);
  });
  it("says that the server is out of reach", async () => {
    const { message } = await failureOf(download(published, "http://127.0.0.1:1/", { signal }));
    expect(message).toMatch(/could not be downloaded from http:\/\/127.0.0.1:1\/: \S+/);
    expect(cached()).toEqual([]);
  });
  it("keeps nothing where it is stopped on the way", async () => {
    const stop = new AbortController();
    // The rest never comes.
    const url = await serve((_, response) => response.writeHead(200).write(content.subarray(0, 1000)));
    const source = { kind: "published", url, name: published.file, bytes: published.bytes } as const;
    const loading = loadWeights(source, tinyModel(2), 1, { signal: stop.signal, onProgress: () => stop.abort() });
    await expect(loading).rejects.toThrow(expect.objectContaining({ name: "Interrupted" }));
    expect(cached()).toEqual([]);
  });
  it("tells a cache that cannot be written from a network that fails", async () => {
    vi.stubEnv("EXP_CACHE", join(folderOf({ file: "not a folder" }), "file"));
    const url = await serve((_, response) => response.end(content));
    expect((await failureOf(download(published, url, { signal }))).fault).toBe("machine");
  });
});

describe("resolvePretrained", () => {
  const span = { start: 0, end: 0 };
  const resnet = (name: "resnet18" | "resnet34" | "resnet152", from: string | null = null) =>
    resolvePretrained({ span, name, pretrained: { from } });
  const { resnet18, resnet152 } = models;
  const answer =
    (status: number, length: number): RequestListener =>
    (_, response) =>
      response.writeHead(status, { "content-length": length }).end();

  it("asks nobody where the weights are random, named or cached", async () => {
    await serve(() => expect.unreachable("it asked the server"));
    expect(await resolvePretrained({ span, name: "resnet18", pretrained: false })).toEqual({ kind: "random" });
    expect(await resnet("resnet18", "/my/weights.pth")).toEqual({ kind: "file", path: "/my/weights.pth" });
    const path = cachedPath(resnet18.published);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "");
    truncateSync(path, resnet18.published.bytes);
    expect(await resnet("resnet18")).toEqual({ kind: "cached", path, name: resnet18.published.file });
  });
  it("takes the published file where the server has it", async () => {
    const asked: string[] = [];
    const url = await serve((request, response) => {
      asked.push(`${request.method} ${request.url}`);
      answer(200, resnet18.published.bytes)(request, response);
    });
    const { file: name, bytes } = resnet18.published;
    expect(await resnet("resnet18")).toEqual({ kind: "published", url: `${url}/models/${name}`, name, bytes });
    expect(asked).toEqual([`HEAD /models/${name}`]);
  });
  it("does not take a cached file of another length", async () => {
    const path = cachedPath(resnet18.published);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, "half a file");
    await serve(answer(200, resnet18.published.bytes));
    expect(await resnet("resnet18")).toMatchObject({ kind: "published" });
  });
  it.each<[string, RequestListener, string]>([
    ["answers with an error", answer(503, 0), "the server answers 503"],
    ["has another file, such as the page of a hotel's network", answer(200, 15), `15 bytes instead of ${resnet152.published.bytes}`],
  ])("says how to get the weights where the server %s", async (_, listener, cause) => {
    await serve(listener);
    const { fault, message, fix } = await failureOf(resnet("resnet152"));
    expect(fault).toBe("data");
    expect(message).toBe(`the published weights of resnet152 are neither in the cache nor within reach: ${message.split("reach: ")[1]}`);
    expect(message).toContain(cause);
    expect(fix).toContain(`/models/${resnet152.published.file} elsewhere and put it into ${dirname(cachedPath(resnet152.published))}`);
  });
  it("says so where there is no network", async () => {
    vi.stubEnv("EXP_WEIGHTS_URL", "http://127.0.0.1:1");
    expect((await failureOf(resnet("resnet152"))).message).toMatch(/within reach: \S.* \S/);
  });
});

it("does not train from a cached file that is not the published one", async () => {
  const path = join(folderOf({ [published.file]: Buffer.alloc(content.length) }), published.file);
  const { message, fix } = await failureOf(loadWeights({ kind: "cached", path, name: published.file }, tinyModel(2), 1, { signal }));
  expect(message).toContain("its SHA-256 is another");
  expect(fix).toContain("remove it");
});

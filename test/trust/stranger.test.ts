import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { pathToFileURL } from "node:url";
import { beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { WebSocket } from "ws";
import { folderOf, main } from "../cli/exp.ts";
import { drawnPng } from "../data/images.ts";
import { confined } from "./confined.ts";

/** No two alike, or exp warns of them. */
const images: Record<string, Buffer> = {};
let png: Buffer;
beforeAll(async () => {
  for (let i = 0; i < 12; i++) {
    images[`pets/cat_${i}.png`] = await drawnPng(12, 12 + i);
    images[`pets/dog_${i}.png`] = await drawnPng(13 + i, 12);
  }
  png = images["pets/cat_0.png"];
});

const source = `include "shared.exp"
data pets from folder { labels from name "^([a-z]+)_"; resize size; batch 8 }
model resnet34 pretrained
fit 1 epochs
visualize layer 1
predict "pets/cat_1.png"
`;

/** What came from a stranger, and an empty cache. */
function fromStranger(text = source) {
  const folder = folderOf({ "a.exp": text, "shared.exp": "let size = 8px\n", ...images });
  return { folder, cache: folderOf({}) };
}
type Place = ReturnType<typeof fromStranger>;

const environment = ({ cache }: Place) => ({ ...process.env, EXP_CACHE: cache, NO_COLOR: "1" });

function run(place: Place, words: string[]) {
  const { folder, cache } = place;
  const { status, stdout, stderr } = spawnSync(process.execPath, [...confined([folder, cache]), ...words], {
    cwd: folder,
    env: environment(place),
    encoding: "utf8",
    maxBuffer: 2 ** 28,
  });
  return { status, stdout, stderr };
}

function start(place: Place, words: string[]): ChildProcess {
  const child = spawn(process.execPath, [...confined([place.folder, place.cache]), ...words], {
    cwd: place.folder,
    env: environment(place),
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** Every file below a folder, with when it was changed. */
const stateOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map(name => `${name} ${statSync(join(folder, name)).mtimeMs}`)
    .toSorted();

describe("of a stranger's file, without the right to write, to start a program, to use the network or to read elsewhere,", () => {
  test.each([
    ["check", ["check", "a.exp"], /no mistakes/],
    ["check of a folder", ["check", "."], /no mistakes/],
    ["fmt --check", ["fmt", "--check", "a.exp"], /0 would change/],
    ["plan", ["plan", "a.exp"], /resnet34-b627a593\.pth, 83\.3 MiB to download/],
    ["plan --json", ["plan", "a.exp", "--json"], /"kind":"published"/],
    ["plan --emit", ["plan", "a.exp", "--emit", "stablehlo"], /stablehlo\.convolution/],
  ])("%s does all it does", (_, words, answer) => {
    const place = fromStranger();
    const before = stateOf(place.folder);
    const { status, stdout, stderr } = run(place, words);
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    expect(stdout).toMatch(answer);
    expect(stateOf(place.folder)).toEqual(before);
    expect(readdirSync(place.cache)).toEqual([]);
  });

  test("the language server answers, with what it plans", async () => {
    const place = fromStranger();
    const child = start(place, ["lsp", "--stdio"]);
    const connection = createMessageConnection(new StreamMessageReader(child.stdout!), new StreamMessageWriter(child.stdin!));
    connection.onRequest(() => null);
    connection.listen();
    const uri = pathToFileURL(join(place.folder, "a.exp")).href;
    await connection.sendRequest("initialize", { processId: null, rootUri: pathToFileURL(place.folder).href, capabilities: {} });
    await connection.sendNotification("initialized", {});
    await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "exp", version: 1, text: source } });
    const hover = () => connection.sendRequest("textDocument/hover", { textDocument: { uri }, position: { line: 1, character: 6 } });
    await expect.poll(async () => JSON.stringify(await hover()), { timeout: 20_000 }).toMatch(/20 images to train on/);
    await connection.sendRequest("textDocument/formatting", { textDocument: { uri }, options: { tabSize: 2, insertSpaces: true } });
    await connection.sendRequest("shutdown");
    connection.dispose();
    expect(readdirSync(place.cache)).toEqual([]);
  });

  test("the browser editor opens and plans it", async () => {
    const place = fromStranger();
    const child = start(place, ["edit", "a.exp", "--no-open", "--json"]);
    const [line] = await once(createInterface({ input: child.stdout! }), "line");
    const { url } = JSON.parse(line) as { url: string };
    const socket = new WebSocket(new URL("session", url.replace("http", "ws")), { origin: new URL(url).origin });
    const told: string[] = [];
    socket.on("message", data => told.push(String(data)));
    await once(socket, "open");
    socket.send(JSON.stringify({ kind: "plan", edit: 1, text: source, included: {}, width: 90 }));
    await expect.poll(() => told.find(text => text.includes('"planned"')), { timeout: 20_000 }).toMatch(/24 images/);
    socket.close();
    expect(readdirSync(place.cache)).toEqual([]);
  });
});

describe("what it asks for beyond that is refused:", () => {
  test.each([
    ["images elsewhere", 'data pets from folder "OUTSIDE"\nmodel resnet18\nfit 1 epochs\n', ["plan", "a.exp"]],
    ["a file above its folder", 'include "../x.exp"\ndata pets from folder\nmodel resnet18\nfit 1 epochs\n', ["check", "a.exp"]],
  ])("%s", (_, text, words) => {
    const outside = folderOf({ "secret/1.png": png });
    const { status, stdout } = run(fromStranger(text.replace("OUTSIDE", outside)), words);
    expect(status).not.toBe(0);
    expect(stdout).not.toContain("secret");
  });

  test("the confinement holds: exp cannot fetch in it", () => {
    const { status, stderr } = run(fromStranger(), ["run", "a.exp"]);
    expect(status).toBe(99);
    expect(stderr).toContain("CONFINED: fetch");
  });
});

/** System calls that change files, start programs or leave the machine. */
const telling =
  "openat,open,creat,mkdir,mkdirat,rename,renameat,renameat2,unlink,unlinkat,rmdir,link,linkat,symlink,symlinkat,execve,connect";
const hasStrace = spawnSync("strace", ["-V"]).status === 0;

test.skipIf(!hasStrace)(
  "a run writes its folder and the cache only, starts no program and connects to nothing, as the system saw it",
  () => {
    const place = fromStranger(source.replace("resnet34 pretrained", "resnet20"));
    const calls = join(folderOf({}), "calls");
    const strace = ["-f", "-qq", "-s", "4096", "-e", `trace=${telling}`, "-o", calls, process.execPath, main];
    const { status, stderr } = spawnSync("strace", [...strace, "run", "a.exp", "--engine", "wasm", "--quiet"], {
      cwd: place.folder,
      env: environment(place),
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: "" });
    const changing = readFileSync(calls, "utf8")
      .split("\n")
      .filter(call => !/ open(?:at)?\(/.test(call) || /O_WRONLY|O_RDWR|O_CREAT/.test(call))
      .flatMap(call => [...call.matchAll(/ (\w+)\(|"((?:[^"\\]|\\.)*)"/g)].map(([, name, path]) => name ?? path))
      .join(" ");
    const allowed = new RegExp(`^(?:${join(place.folder, "runs")}|${place.cache}|/dev/null$)`);
    const paths = changing.split(" ").filter(word => word.startsWith("/") && word !== process.execPath);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter(path => !allowed.test(path) && path !== main)).toEqual([]);
    expect(changing.match(/execve|connect/g)).toEqual(["execve"]);
    expect(readdirSync(place.folder).toSorted()).toEqual(["a.exp", "pets", "runs", "shared.exp"]);
  },
);

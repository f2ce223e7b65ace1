import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { beginRun } from "../view/running.ts";
import { exp, folderOf, main } from "./exp.ts";

test("`exp view RUN` serves the run until Ctrl-C, by its name or by its folder", async () => {
  const root = folderOf({});
  beginRun(root, "pets-1");
  for (const given of ["pets-1", "runs/pets-1"]) {
    const child = spawn(process.execPath, [main, "view", given, "--no-open", "--json"], { cwd: root });
    onTestFinished(() => void child.kill("SIGKILL"));
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const { url } = JSON.parse(line) as { url: string };
    expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/run\/pets-1$/);
    const page = await fetch(url);
    expect({ status: page.status, text: await page.text() }).toEqual({ status: 200, text: expect.stringContaining("<bdi>pets.exp</bdi>") });
    child.kill("SIGINT");
    expect(await once(child, "exit")).toEqual([0, null]);
    await expect(fetch(url)).rejects.toThrow();
  }
});

test("what is no run, and a port that another program has, is refused with the way out", async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const root = folderOf({ "a.exp": "" });
  for (const place of ["x", "y"]) beginRun(`${root}/${place}`, "pets-1");
  beginRun(root, "birds-1");
  const refused = (...words: string[]) => {
    const { code, stderr } = exp(root, "view", ...words, "--no-open");
    return { code, text: stderr.trim() };
  };
  expect(refused("--port", String(port))).toEqual({ code: 2, text: expect.stringContaining(`port ${port} is not available`) });
  expect(refused("--port", "x")).toMatchObject({ code: 2, text: expect.stringContaining("--port takes a whole number") });
  expect(refused("a.exp")).toMatchObject({ code: 2, text: expect.stringContaining("`a.exp` is a file, not a run") });
  expect(refused("zebra")).toMatchObject({
    code: 2,
    text: expect.stringMatching(/the runs below this folder: `runs\/birds-1`, .*`y\/runs\/pets-1`$/),
  });
  expect(exp(root, "resume", "runs/bird-1").stderr).toContain("did you mean `runs/birds-1`?");
  expect(exp(root, "repeat", "a.exp").stderr).toContain("`a.exp` is a file, not a run");
  expect(refused("bird-1")).toMatchObject({ code: 2, text: expect.stringContaining("did you mean `birds-1`?") });
  expect(refused("pets-1")).toMatchObject({ code: 2, text: expect.stringContaining("`x/runs/pets-1` and `y/runs/pets-1`") });
});

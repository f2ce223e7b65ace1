import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createInterface } from "node:readline";
import { expect, onTestFinished, test } from "vitest";
import { exp, folderOf, main } from "./exp.ts";

test("`exp edit` serves its page until Ctrl-C", async () => {
  const folder = folderOf({ "a.exp": "model resnet18\n" });
  const child = spawn(process.execPath, [main, "edit", "a.exp", "--no-open", "--json"], { cwd: folder });
  onTestFinished(() => void child.kill("SIGKILL"));
  const [line] = await once(createInterface({ input: child.stdout }), "line");
  const { url } = JSON.parse(line) as { url: string };
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/);
  expect((await fetch(url)).status).toBe(200);
  child.kill("SIGINT");
  expect(await once(child, "exit")).toEqual([0, null]);
  await expect(fetch(url)).rejects.toThrow();
});

test("a port that another program has is refused, and so is a file that cannot be edited", async () => {
  const server = createServer();
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const folder = folderOf({ "a.exp": "", "b/c.txt": "" });
  const refused = (...words: string[]) => {
    const { code, stderr } = exp(folder, "edit", ...words, "--no-open");
    return { code, first: stderr.split("\n")[0] };
  };
  expect(refused("a.exp", "--port", String(port))).toEqual({
    code: 2,
    first: `error: port ${port} is not available: another program has it`,
  });
  expect(refused("a.exp", "--port", "x")).toMatchObject({ code: 2, first: expect.stringContaining("--port takes a whole number") });
  expect(refused("b")).toMatchObject({ code: 2, first: "error: `b` is a folder, not an experiment" });
  expect(refused("nowhere/a.exp")).toMatchObject({ code: 2, first: "error: there is no file `nowhere/a.exp`" });
});

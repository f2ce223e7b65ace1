import type { RequestListener } from "node:http";
import { afterEach, expect, test, vi } from "vitest";
import { fetchPublic, isNear } from "../../src/common/fetch_public.ts";
import { serve } from "../engines/server.ts";

afterEach(() => {
  vi.unstubAllGlobals();
});

test.each([
  ["127.0.0.1", true],
  ["10.1.2.3", true],
  ["172.31.0.1", true],
  ["172.32.0.1", false],
  ["192.168.1.1", true],
  ["169.254.169.254", true],
  ["0.0.0.0", true],
  ["100.64.0.1", true],
  ["8.8.8.8", false],
  ["::1", true],
  ["::", true],
  ["fd00::1", true],
  ["fe80::1", true],
  ["::ffff:10.0.0.1", true],
  ["2606:4700::1111", false],
])("%s is near: %s", (address, near) => {
  expect(isNear(address)).toBe(near);
});

const { signal } = new AbortController();
/** As if each name had one address. */
const addressesOf = async (host: string) => [{ "public.example": "8.8.8.8", "inside.example": "10.0.0.1" }[host] ?? "9.9.9.9"];

/** Servers by their addresses, in the network's stead; every one that is asked is noted. */
function network(answers: Record<string, Response>): string[] {
  const asked: string[] = [];
  vi.stubGlobal("fetch", async (url: URL) => {
    asked.push(url.href);
    return answers[url.href] ?? new Response("none", { status: 404 });
  });
  return asked;
}
const to = (location: string) => new Response(null, { status: 302, headers: { location } });

test("https is fetched, and its redirects to public addresses are followed", async () => {
  const asked = network({
    "https://public.example/a": to("https://other.example/b"),
    "https://other.example/b": to("/c"),
    "https://other.example/c": new Response("here"),
  });
  expect(await (await fetchPublic("https://public.example/a", { signal, addressesOf })).text()).toBe("here");
  expect(asked).toHaveLength(3);
});

test.each([
  ["to http", "http://other.example/b", "the server redirects to http://other.example, which is not https"],
  ["to this machine", "https://127.0.0.1/b", "the server redirects to https://127.0.0.1, an address of this machine or its network"],
  ["to this machine in another manner", "https://[::1]/b", "an address of this machine or its network"],
  ["to this machine as a number", "https://2130706433/b", "an address of this machine or its network"],
  ["to the metadata of a cloud", "https://169.254.169.254/latest", "an address of this machine or its network"],
  ["to a name for an address inside", "https://inside.example/b", "an address of this machine or its network"],
  ["to a file", "file:///etc/passwd", "which is not https"],
  ["for ever", "https://public.example/a", "redirects more than 5 times"],
])("a redirect %s is refused", async (_, location, why) => {
  const asked = network({ "https://public.example/a": to(location) });
  await expect(fetchPublic("https://public.example/a", { signal, addressesOf })).rejects.toThrow(why);
  expect(new Set(asked)).toEqual(new Set(["https://public.example/a"]));
});

test("http is refused where it leaves this network", async () => {
  const asked = network({});
  await expect(fetchPublic("http://public.example/a", { signal, addressesOf })).rejects.toThrow("http is not secure");
  expect(asked).toEqual([]);
});

test("a server of this machine that was named is asked, and may redirect to itself", async () => {
  const answer: RequestListener = ({ url }, response) =>
    url === "/a" ? response.writeHead(302, { location: "/b" }).end() : response.end("here");
  const url = await serve(answer);
  expect(await (await fetchPublic(`${url}/a`, { signal })).text()).toBe("here");
});

import { lookup } from "node:dns/promises";
import { BlockList, isIP } from "node:net";

/** Addresses of this machine and of the networks around it (RFC 6890, RFC 4193). */
const near = new BlockList();
const networks = [
  ["0.0.0.0", 8],
  ["10.0.0.0", 8],
  ["100.64.0.0", 10],
  ["127.0.0.0", 8],
  ["169.254.0.0", 16],
  ["172.16.0.0", 12],
  ["192.0.0.0", 24],
  ["192.168.0.0", 16],
  ["198.18.0.0", 15],
  ["224.0.0.0", 3],
  ["::", 127],
  ["64:ff9b::", 96],
  ["fc00::", 7],
  ["fe80::", 10],
  ["ff00::", 8],
] as const;
for (const [network, bits] of networks) near.addSubnet(network, bits, network.includes(":") ? "ipv6" : "ipv4");

/** Whether an address is of this machine or its own network. IPv6 may hold an IPv4 address. */
export const isNear = (address: string): boolean => {
  const inner = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
  return near.check(inner, isIP(inner) === 6 ? "ipv6" : "ipv4");
};

const mostRedirects = 5;

export interface FetchOptions {
  method?: "GET" | "HEAD";
  signal: AbortSignal;
  /** How names are looked up: tests have their own. */
  addressesOf?(host: string): Promise<string[]>;
}

/**
 * Fetches what exp itself names, by https; or by http where whoever runs exp has named a server of this machine or its own network. Nobody else can lead it there: a
 * redirect goes by https to a public address, or stays with the server that was named. Throws an Error that says which of this a server broke.
 */
export async function fetchPublic(url: string, { method = "GET", signal, addressesOf = lookUp }: FetchOptions): Promise<Response> {
  const first = new URL(url);
  if (first.protocol !== "https:" && !(first.protocol === "http:" && (await leadsNear(first, addressesOf))))
    throw new Error(`${first.protocol.slice(0, -1)} is not secure: only https is, or a server of this machine or its network`);
  for (let at = first, redirects = 0; ; redirects++) {
    const response = await fetch(at, { method, signal, redirect: "manual" });
    const location = response.status >= 300 && response.status < 400 ? response.headers.get("location") : null;
    if (location === null) return response;
    await response.body?.cancel();
    if (redirects === mostRedirects) throw new Error(`the server redirects more than ${mostRedirects} times`);
    at = new URL(location, at);
    if (at.origin === first.origin) continue;
    if (at.protocol !== "https:") throw new Error(`the server redirects to ${at.origin}, which is not https`);
    if (await leadsNear(at, addressesOf))
      throw new Error(`the server redirects to ${at.origin}, an address of this machine or its network`);
  }
}

/** Whether any address of a server's name is local. */
async function leadsNear({ hostname }: URL, addressesOf: (host: string) => Promise<string[]>): Promise<boolean> {
  const host = hostname.replace(/^\[(.*)\]$/, "$1");
  return (isIP(host) ? [host] : await addressesOf(host)).some(isNear);
}

const lookUp = async (host: string): Promise<string[]> => (await lookup(host, { all: true })).map(({ address }) => address);

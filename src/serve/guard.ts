import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { reportScript } from "../report/script.ts";

/** The port and token that a request must show: it was made for this server, from a page of it, by someone who has the token. */
export interface Credentials {
  port: number;
  /** First segment of every path. */
  token: string;
}
export interface Refusal {
  status: number;
  why: string;
}

export const newToken = (): string => randomBytes(24).toString("base64url");

/** Names of this machine by which a browser here may call. Any other name is one that somebody else made to point here. */
const hosts = ({ port }: Credentials): string[] => ["127.0.0.1", "localhost"].map(name => `${name}:${port}`);

/** Why a request is not answered; null if it is. A request that opens a channel must name the page that it comes from, as browsers do. */
export function refusalOf(
  { method = "", headers, rawHeaders }: Pick<IncomingMessage, "method" | "headers" | "rawHeaders">,
  path: readonly string[],
  pass: Credentials,
  channel: boolean,
): Refusal | null {
  if (!["GET", "HEAD"].includes(method)) return { status: 405, why: "only GET is answered" };
  if (!hosts(pass).includes(headers.host ?? "")) return { status: 403, why: "the request is for another host" };
  // Node takes the first Host and drops the others, which a program on the way may have gone by.
  if (countOf("host", rawHeaders) > 1) return { status: 400, why: "the request names two hosts" };
  if (comesFromElsewhere(headers)) return { status: 403, why: "another site leads here: paste the address into the browser instead" };
  const { origin } = headers;
  if (origin === undefined ? channel : origin !== `http://${headers.host}`)
    return { status: 403, why: "the request comes from another page" };
  if (!isSame(path[0] ?? "", pass.token)) return { status: 403, why: "the address lacks its token: take the one that was printed" };
  return null;
}

/** `rawHeaders` has names and values by turns. */
const countOf = (name: string, rawHeaders: readonly string[]): number =>
  rawHeaders.filter((text, i) => i % 2 === 0 && text.toLowerCase() === name).length;

/**
 * Whether a browser says that another site asks, or that another port of this machine asks for more than to be left for this page
 * (https://www.w3.org/TR/fetch-metadata/). What is no browser says nothing.
 */
const comesFromElsewhere = ({ "sec-fetch-site": site, "sec-fetch-mode": mode }: IncomingHttpHeaders): boolean =>
  site === "cross-site" || (site === "same-site" && mode !== "navigate");

/** In the same time however much of it is right. */
const isSame = (given: string, token: string): boolean => timingSafeEqual(digest(given), digest(token));
const digest = (text: string): Buffer => createHash("sha256").update(text).digest();

/** The segments of an address; null if one is no plain name: nothing climbs, and nothing hides a separator. */
export function segmentsOf(url: string): string[] | null {
  try {
    const segments = url.split(/[?#]/, 1)[0].split("/").slice(1).map(decodeURIComponent);
    return segments.every(isPlainName) ? segments : null;
  } catch {
    return null;
  }
}
const isPlainName = (segment: string, i: number, { length }: readonly string[]): boolean =>
  (segment !== "" || i === length - 1) && segment !== "." && segment !== ".." && !/[/\\\0]/.test(segment);

/** Of every answer. */
export const commonHeaders = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Cross-Origin-Resource-Policy": "same-origin",
  "Cross-Origin-Opener-Policy": "same-origin",
  "Cache-Control": "no-store",
} as const;

/** The page takes scripts, styles, fonts and workers from here alone. Monaco sets styles on elements as it draws. */
export const pagePolicy = ({ port }: Credentials): string =>
  [
    "default-src 'none'",
    "script-src 'self'",
    "worker-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "font-src 'self'",
    "img-src 'self' data:",
    // Not every browser counts a websocket of the same place as 'self'.
    `connect-src 'self' ${hosts({ port, token: "" })
      .map(host => `ws://${host}`)
      .join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join("; ");

/** Pages of `exp view` ask as little: scripts, styles and images of here, and a form that leads here. */
export const viewPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** What a run left is looked at, and does nothing but what the script of our own reports does, in a place of its own: others' are not run. */
export const runPolicy = (): string =>
  [
    "default-src 'none'",
    "img-src data:",
    "style-src 'unsafe-inline'",
    `script-src ${reportScript.hash}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "sandbox allow-scripts",
  ].join("; ");

import type { Request } from "./messages.ts";

/** What a channel is closed with when something comes that is no message: "unsupported data" of RFC 6455. */
export const unreadable = 1003;

/** An object of JSON; null where it is none. */
export function readObject(text: string): Record<string, unknown> | null {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null;
  } catch {
    return null;
  }
}

const text = (value: unknown): boolean => typeof value === "string";
const number = (value: unknown): boolean => Number.isFinite(value);
const orNull = (is: (value: unknown) => boolean) => (value: unknown) => value === null || is(value);
const texts = (value: unknown): boolean => typeof value === "object" && value !== null && Object.values(value).every(text);
/** On the command line, a name that began with `-` would be an option; no word of it can hold NUL. */
const name = (value: unknown): boolean => typeof value === "string" && /^[^-\0][^\0]*$/.test(value);

const shapes: { [K in Request["kind"]]: Record<Exclude<keyof Extract<Request, { kind: K }>, "kind">, (value: unknown) => boolean> } = {
  plan: { edit: number, text, included: texts, width: number },
  open: { uri: text },
  save: { uri: text, text, base: orNull(text) },
  run: { experiment: orNull(name) },
  stop: {},
};

/** What a page asks; null where it is nothing that it can ask. */
export function readRequest(message: string): Request | null {
  const request = readObject(message);
  const kind = String(request?.kind);
  if (!request || !Object.hasOwn(shapes, kind)) return null;
  const shape: Record<string, (value: unknown) => boolean> = shapes[kind as Request["kind"]];
  return Object.entries(shape).every(([field, is]) => is(request[field])) ? (request as unknown as Request) : null;
}

import { type ChildProcess, fork } from "node:child_process";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { afterAwake } from "../../common/awake.ts";
import { packageRoot } from "../../common/package_root.ts";
import type { Pixels } from "../../common/pixels.ts";
import { limitOf } from "./limits.ts";
import type { SizeOptions } from "./options.ts";
import { explain } from "./reasons.ts";

/** Where the root element of an SVG must begin. */
const prologBytes = 4096;
const root = /<svg(?=[\s>])[^>]*>/;

/** The beginning of a file. */
async function beginningOf(path: string): Promise<string> {
  const file = await open(path, "r");
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(prologBytes), 0, prologBytes, 0);
    return buffer.toString("utf8", 0, bytesRead);
  } finally {
    await file.close();
  }
}

const rootOf = (beginning: string): string | null => (/^\uFEFF?\s*</.test(beginning) ? (root.exec(beginning)?.[0] ?? null) : null);

export const isSvg = async (path: string): Promise<boolean> => rootOf(await beginningOf(path).catch(() => "")) !== null;

/** Pixels of each unit of length that does not depend on what is around it, as libvips draws at 72 dots an inch. */
const unitPixels: Record<string, number> = { "": 1, px: 1, pt: 1, pc: 12, in: 72, cm: 72 / 2.54, mm: 72 / 25.4 };

/** The size that an SVG says it has, in pixels; null where the file is none. Throws an Error where it does not say. Draws nothing. */
export async function sizeOfSvg(path: string): Promise<{ width: number; height: number } | null> {
  const tag = rootOf(await beginningOf(path));
  if (tag === null) return null;
  const attribute = (name: string): string | undefined => new RegExp(`\\s${name}\\s*=\\s*["']([^"']*)["']`).exec(tag)?.[1];
  const box = attribute("viewBox")
    ?.trim()
    .split(/[\s,]+/)
    .map(Number);
  const side = (name: "width" | "height", ofBox: number | undefined): number => {
    const [, amount, unit] = /^\s*([\d.]+(?:e[+-]?\d+)?)\s*([a-z]*)\s*$/i.exec(attribute(name) ?? "") ?? [];
    const said = amount === undefined ? ofBox : Number(amount) * (unitPixels[unit.toLowerCase()] ?? Number.NaN);
    return Math.round(said ?? Number.NaN);
  };
  const [width, height] = [side("width", box?.[2]), side("height", box?.[3])];
  if (!(width > 0 && height > 0)) throw new Error("an SVG that does not say its size");
  return { width, height };
}

export interface SvgTask {
  path: string;
  options: SizeOptions;
}
/** What the process answers: the pixels, or why there are none. */
export type SvgReply = { pixels: Pixels; residentBytes: number } | { reason: string };

/** The process ends what takes too much of the processor. One that does not answer has so many times as long. */
const patience = 10;

let drawer: ChildProcess | null = null;
let last: Promise<unknown> = Promise.resolve();

/**
 * Draws an SVG as `decode` decodes other images. It is a program, of a stranger perhaps, that may draw for hours or bring librsvg down: so it is drawn in a process
 * of its own, which is ended when the time is up. Throws an Error whose message is the reason.
 */
export function drawSvg(path: string, options: SizeOptions): Promise<Pixels> {
  const drawn = last.then(() => ask({ path, options }));
  last = drawn.catch(() => {});
  return drawn;
}

async function ask(task: SvgTask): Promise<Pixels> {
  const child = drawer ?? start();
  hold(child, true);
  let stop = () => {};
  const reply = await new Promise<SvgReply>(resolve => {
    const lost = (how: string) => {
      drawer = null;
      child.kill("SIGKILL");
      resolve({ reason: how });
    };
    stop = afterAwake(patience * limitOf("seconds"), () => lost(explain(new Error("timeout"), task.path)));
    child.once("message", resolve as (reply: unknown) => void);
    child.once("exit", (code, signal) => lost(`drawing it ended the process that drew it (${signal ?? code})`));
    child.once("error", error => lost(`it could not be drawn: ${error.message}`));
    child.send(task);
  });
  stop();
  child.removeAllListeners();
  // What a process that was ended still says is nobody's concern.
  child.on("error", () => {});
  hold(child, false);
  // A process that has reached a limit ends itself, perhaps a little later; one that has grown leaves the next drawing too little.
  const isGrown = "pixels" in reply && reply.residentBytes > (limitOf("mebibytes") * 2 ** 20) / 2;
  if (drawer === child && (isGrown || "reason" in reply)) {
    drawer = null;
    child.kill("SIGKILL");
  }
  if ("pixels" in reply) return reply.pixels;
  throw new Error(reply.reason);
}

function start(): ChildProcess {
  drawer = fork(join(packageRoot, "dist", "workers", "svg.js"), [], { serialization: "advanced", execArgv: [] });
  return drawer;
}

/** A process that waits for its next task keeps nobody alive; it ends when whoever started it has ended. */
function hold(child: ChildProcess, busy: boolean): void {
  for (const held of [child, child.channel]) busy ? held?.ref() : held?.unref();
}

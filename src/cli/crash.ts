import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../common/cache.ts";

/** Notes of internal errors that are kept, the last of them. */
const mostKept = 5;
const folder = (): string => cacheFolder("crashes");

/** Keeps what is known of an internal error, for `exp doctor --report`; null where it cannot be kept. */
export function noteCrash(text: string, at: Date = new Date()): string | null {
  const file = join(folder(), `${at.toISOString().replaceAll(":", "-")}.txt`);
  try {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(file, text);
    for (const old of crashes().slice(0, -mostKept)) rmSync(join(folder(), old), { force: true });
    return file;
  } catch {
    return null;
  }
}

/** The note of the last internal error; null where there is none. */
export function lastCrash(): { at: string; text: string } | null {
  const last = crashes().at(-1);
  try {
    return last === undefined ? null : { at: last.replace(/\.txt$/, ""), text: readFileSync(join(folder(), last), "utf8") };
  } catch {
    return null;
  }
}

function crashes(): string[] {
  try {
    return readdirSync(folder()).sort();
  } catch {
    return [];
  }
}

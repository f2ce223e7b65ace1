import { homedir } from "node:os";
import { join } from "node:path";

/** The user's cache folder of exp, by the platform's custom; the environment variable EXP_CACHE overrides it. */
export function cacheFolder(...parts: string[]): string {
  const { EXP_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = process.env;
  const roots: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), "Library", "Caches", "exp"),
    win32: join(LOCALAPPDATA ?? join(homedir(), "AppData", "Local"), "exp", "cache"),
  };
  return join(EXP_CACHE ?? roots[process.platform] ?? join(XDG_CACHE_HOME || join(homedir(), ".cache"), "exp"), ...parts);
}

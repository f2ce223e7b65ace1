import { readdirSync } from "node:fs";
import { extname, join } from "node:path";
import { packageRoot } from "../common/package_root.ts";
import type { ServedFile } from "../serve/runs.ts";

const types: Record<string, string> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".ttf": "font/ttf",
  ".svg": "image/svg+xml",
};

/** The files of the page, by name, as build.mjs made them. */
export function pageFiles(folder = join(packageRoot, "dist", "editor")): ReadonlyMap<string, ServedFile> {
  return new Map(
    readdirSync(folder).flatMap(name => {
      const type = types[extname(name)];
      return type ? [[name, { file: join(folder, name), type }] as const] : [];
    }),
  );
}

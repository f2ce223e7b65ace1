import { existsSync } from "node:fs";
import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { type Built, builtOf, sourcesHash } from "./native.ts";
import { installPackages, nodeHeaders } from "./npm.ts";
import { must } from "./programs.ts";
import { type Kit, Unsuited } from "./way.ts";

export interface Compiling {
  compiler: string;
  sources: string;
  /** Where the addon goes, and its name. */
  folder: string;
  file: string;
  /** Of the library that it is compiled for. */
  version: string;
  /** For a source file, and with any of them for the linker. */
  flagsOf(file: string): readonly string[];
  include: readonly string[];
  link: readonly string[];
}

const always = ["-std=c++17", "-fPIC", "-DNAPI_VERSION=8", "-DNDEBUG"];

/** Every file by a compiler of its own, all at once: the headers of a library take the most time. */
export async function compileAddon(how: Compiling, kit: Kit): Promise<void> {
  const { compiler, sources, folder, file, version, flagsOf, include, link } = how;
  const { signal } = kit;
  kit.say("  the addon with the C++ compiler");
  const headers = [await headersOf(folder, kit), ...include].flatMap(path => ["-I", path]);
  const objects = join(folder, "objects");
  await mkdir(objects);
  const files = (await readdir(sources)).filter(name => name.endsWith(".cc"));
  const objectOf = (name: string): string => join(objects, `${name}.o`);
  const compiling = files.map(name =>
    must(`compiling ${name}`, compiler, [...always, ...flagsOf(name), ...headers, "-c", join(sources, name), "-o", objectOf(name)], {
      signal,
    }),
  );
  // Not before all have ended: what fails is cleared away, and none may write there any more.
  await Promise.allSettled(compiling);
  await Promise.all(compiling);
  const linking = [...always, ...flagsOf(""), "-shared", ...files.map(objectOf), "-o", join(folder, file), ...link];
  await must("linking the addon", compiler, linking, { signal });
  const built: Built = { library: version, sources: sourcesHash(sources) };
  await writeFile(builtOf(folder), `${JSON.stringify(built, null, 2)}\n`);
  await rm(objects, { recursive: true });
  await rm(join(folder, "headers"), { recursive: true, force: true });
}

/** Node's headers, where this Node brought them, else from npm. */
async function headersOf(folder: string, { say, signal, easily }: Kit): Promise<string> {
  const own = join(dirname(process.execPath), "..", "include", "node");
  if (existsSync(join(own, "node_api.h"))) return own;
  if (easily) throw new Unsuited("this Node came without its headers");
  say("  Node's headers from npm");
  const place = join(folder, "headers");
  await installPackages(place, nodeHeaders, signal);
  return join(place, "node_modules", "node-api-headers", "include");
}

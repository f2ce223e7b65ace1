import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { unknownIn } from "./licences.mjs";

const inPackage = /^.*node_modules\/((?:@[^/]+\/)?[^/]+)\//;

/**
 * Writes the licences of the packages whose code a build took in, as they ask for. `metafiles` are esbuild's, with paths from `root`. Throws an Error where a package has no licence that
 * is known to be allowed, or does not carry its text.
 */
export async function writeNotices(metafiles, root, file) {
  const folders = new Map();
  for (const { inputs } of metafiles)
    for (const path of Object.keys(inputs)) {
      const found = inPackage.exec(path);
      if (found) folders.set(found[1], join(root, found[0]));
    }
  const notices = await Promise.all([...folders].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, folder]) => noticeOf(folder)));
  const head = "exp's distribution holds code of these packages. Their licences:\n";
  await writeFile(file, [head, ...notices].join(`\n${"-".repeat(80)}\n\n`));
}

async function noticeOf(folder) {
  const { name, version, license } = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const unknown = unknownIn(license);
  if (unknown.length > 0) throw new Error(`${name} has the licence ${unknown.join(", ")}: see packaging/licences.mjs`);
  const texts = (await readdir(folder)).filter(file => /^(?:licen[cs]e|notice|copying)/i.test(file)).sort();
  if (texts.length === 0) throw new Error(`${name} does not carry the text of its licence`);
  const bodies = await Promise.all(texts.map(text => readFile(join(folder, text), "utf8")));
  return [`${name} ${version}, ${license}\n`, ...bodies].join("\n");
}

import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { cacheFolder } from "../common/cache.ts";
import { packageRoot } from "../common/package_root.ts";

/** Folders that say nothing of a person, and how they are written; those that lie in others come first. */
const known = (): [folder: string, shown: string][] => {
  const folders: [string, string][] = [
    [packageRoot, "EXP"],
    [cacheFolder(), "CACHE"],
    [tmpdir(), "TMP"],
    [homedir(), "HOME"],
  ];
  return folders.sort(([a], [b]) => b.length - a.length);
};
/** A path itself, and where the paths in it begin: not another whose name goes on. */
const inFolder = (folder: string): RegExp => new RegExp(`(?<![\\w.:/\u0001])${literal(folder)}(?![\\w.-])`, "g");
const literal = (text: string): string => text.replaceAll(/[^\w]/g, "\\$&");
/** Where systems keep programs and libraries. */
const ofTheSystem = /^(?:\/(?:usr|lib|lib64|bin|sbin|proc|sys|dev|nix|opt\/homebrew)\/|[A-Z]:\\(?:Windows|Program Files)\\)/i;

/**
 * A text without what it tells of a person: folders of exp are named as such, any other path becomes `PATH`, names of experiments, images and tables `FILE`, and names of the user and the machine, what an address holds
 * beyond its server, and whatever looks like a key are left out.
 */
export function scrub(text: string): string {
  const own = known().reduce(
    (rest, [folder, shown]) => rest.replaceAll(inFolder(folder), `\u0001${shown}\u0001`),
    text.replaceAll("file://", ""),
  );
  const clean = own
    .replace(/\b([a-z][a-z+.-]*:\/\/)(?:[^\s/@'"`]*@)?([^\s/'"`?#]*)[^\s'"`)]*/gi, "$1$2")
    .replace(/(?:\u0001\w+\u0001|(?<![\w.:/\u0001])(?:[A-Z]:)?)[\\/][^\s'"`):,;]*/gi, pathless)
    .replace(/[^\s/\\'"`(]+\.(exp|jpe?g|png|webp|gif|tiff?|avif|svg|csv)\b/gi, "FILE.$1")
    .replace(/\b[A-Za-z0-9_-]{32,}\b/g, "KEY");
  return [userInfo().username, hostname()]
    .filter(name => name.length > 2)
    .reduce((rest, name) => rest.replaceAll(new RegExp(`\\b${literal(name)}\\b`, "g"), "NAME"), clean)
    .replaceAll("\u0001", "");
}

/** Files of exp and of the system keep their paths. */
function pathless(path: string): string {
  if (/^\u0001(?:EXP|CACHE)\u0001/.test(path) || ofTheSystem.test(path) || /^[\\/]$/.test(path)) return path;
  const module = /[\\/](node_modules[\\/].*)$/.exec(path)?.[1];
  return module ?? "PATH";
}

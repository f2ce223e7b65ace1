import { homedir, hostname, tmpdir, userInfo } from "node:os";
import { resolve } from "node:path";
import { cacheFolder } from "../common/cache.ts";
import { packageRoot } from "../common/package_root.ts";

/** Folders and words, and how they are written; those that hold others come first. */
function known(given: readonly string[]): [text: string, shown: string][] {
  const theirs = given
    .slice(1)
    .map(word => word.replace(/^--?[^=]*=?/, ""))
    .filter(word => word.length > 2 && /\D/.test(word));
  const texts: [string, string][] = [
    [packageRoot, "EXP"],
    [cacheFolder(), "CACHE"],
    [tmpdir(), "TMP"],
    [homedir(), "HOME"],
    ...[process.cwd(), ...theirs, ...theirs.map(word => resolve(word))].map((text): [string, string] => [text, "GIVEN"]),
  ];
  return texts.filter(([text]) => text.length > 1).sort(([a], [b]) => b.length - a.length);
}
/** A path itself, and where the paths in it begin: not another whose name begins alike. */
const inFolder = (folder: string): RegExp => new RegExp(`(?<![\\w.:/\u0001])${literal(folder)}(?![\\w.-])`, "g");
const literal = (text: string): string => text.replaceAll(/[^\w]/g, "\\$&");
/** Where systems keep programs and libraries. */
const ofTheSystem = /^(?:\/(?:usr|lib|lib64|bin|sbin|proc|sys|dev|nix|opt\/homebrew)\/|[A-Z]:\\(?:Windows|Program Files)\\)/i;

/**
 * A text without facts about a person: folders of exp are named as such, any other path becomes `PATH`, names of experiments, images and tables `FILE`, and names of the user and the machine, what an address holds
 * beyond its server, and whatever looks like a key are left out; so are the folder that exp works in and `given`, the words of a command.
 */
export function scrub(text: string, given: readonly string[] = []): string {
  const own = known(given).reduce(
    (rest, [text, shown]) => rest.replaceAll(inFolder(text), `\u0001${shown}\u0001`),
    text.replaceAll("file://", ""),
  );
  const clean = own
    .replace(/\b([a-z][a-z+.-]*:\/\/)(?:[^\s/@'"`]*@)?([^\s/'"`?#]*)[^\s'"`)]*/gi, "$1$2")
    // What is quoted may hold spaces.
    .replace(/(['"`])((?:(?!\1).)*[\\/](?:(?!\1).)*)\1/g, (_, quote, path) => `${quote}${pathless(path)}${quote}`)
    .replace(/(?:\u0001\w+\u0001|(?<![\w.:/\u0001])(?:[A-Z]:)?)[\\/][^\s'"`):,;]*/gi, pathless)
    .replace(/(?<![\w.:/\\\u0001@-])[\w.~+%-]+(?:[\\/][\w.~+@%=-]+)+/g, path => (notPaths.test(path) ? path : pathless(path)))
    .replace(/[^\s/\\'"`(]+\.(exp|jpe?g|png|webp|gif|tiff?|avif|svg|csv)\b/gi, "FILE.$1")
    .replace(/\b[A-Za-z0-9_-]{32,}\b/g, "KEY");
  return [userInfo().username, hostname()]
    .filter(name => name.length > 2)
    .reduce((rest, name) => rest.replaceAll(new RegExp(`\\b${literal(name)}\\b`, "g"), "NAME"), clean)
    .replaceAll("\u0001", "");
}

const notPaths = /^(?:and\/or|n\/a|[A-Z]*FLOP\/s|\w+\/s|\d+\/\d+|node_modules[\\/].*)$/i;

/** Files of exp and of the system keep their paths. */
function pathless(path: string): string {
  if (/^\u0001(?:EXP|CACHE)\u0001/.test(path) || /^[a-z]+:\/\/\S+$/i.test(path) || ofTheSystem.test(path) || /^[\\/]$/.test(path))
    return path;
  const module = /(?:^|[\\/])(node_modules[\\/].*)$/.exec(path)?.[1];
  return module ?? "PATH";
}

import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { packageRoot } from "../../src/common/package_root.ts";
import { main } from "../cli/exp.ts";

const flag = process.allowedNodeEnvironmentFlags.has("--permission") ? "--permission" : "--experimental-permission";
const hook = fileURLToPath(new URL("confine.cjs", import.meta.url));
/** What any program reads of its machine. */
const system = ["/proc/", "/sys/fs/cgroup/", "/etc/os-release", "/usr/lib/os-release"];

/**
 * The words that start `exp` where Node lets it read the package and some folders, write nothing, and start no program; and where a hook ends it at the first
 * use of the network. Whatever it tries beyond that fails.
 */
export const confined = (read: readonly string[]): string[] => {
  const packages = realpathSync(join(packageRoot, "node_modules"));
  return [
    flag,
    ...[packageRoot, packages, hook, ...system, ...read].map(path => `--allow-fs-read=${withSlash(path)}`),
    "--allow-worker",
    "--allow-addons",
    "--no-warnings",
    `--require=${hook}`,
    main,
  ];
};

/** A folder with all that is in it. */
const withSlash = (path: string): string => (/\.\w+$|\/$|-release$/.test(path) ? path : `${path}/`);

import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { download } from "../../setup/download.ts";
import { installPackages } from "../../setup/npm.ts";
import { must } from "../../setup/programs.ts";
import { Unsuited, type Way } from "../../setup/way.ts";
import { tfjsVersion } from "../version.ts";
import { platformKey, publishedFiles, tfjsNode } from "./pinned.ts";

/**
 * What tfjs-node publishes ready to run, for machines that cannot compile. No hash of these archives is published but the MD5 that the
 * server itself states, so that they are as trustworthy as https and that server, and people are told so. tfjs-node's own install script does the same, but may not run (see .npmrc), and downloads last.
 */
export const published: Way = {
  name: "published",
  doing: "fetching what tfjs-node publishes",
  disk: { most: 2.2e9, kept: 1.5e9 },
  async make(folder, { gpu, say, signal }) {
    const files = publishedFiles[platformKey(gpu)];
    if (!files) throw new Unsuited(`tfjs-node publishes no library ${gpu ? "for GPUs " : ""}for ${process.platform} ${process.arch}`);
    const base = (process.env.EXP_TENSORFLOW_URL ?? "https://storage.googleapis.com").replace(/\/$/, "");
    await mkdir(folder, { recursive: true });
    const [library, addon] = [join(folder, "library.tar.gz"), join(folder, "addon.tar.gz")];
    say("  the addon and libtensorflow 2.9.1, over https; their only known hash is the MD5 that the server itself states");
    // The small file first: where the server is out of reach, that is known at once.
    await download(`${base}/${files.addon}`, addon, signal);
    await download(`${base}/${files.library}`, library, signal);
    const name = tfjsNode(gpu);
    say(`  ${name} from npm`);
    await installPackages(folder, { [name]: tfjsVersion }, signal);
    const home = join(folder, "node_modules", name);
    for (const [archive, under] of [
      [library, "deps"],
      [addon, "lib"],
    ]) {
      await mkdir(join(home, under), { recursive: true });
      await must(`unpacking ${under}`, "tar", ["-xzf", archive, "-C", join(home, under)], { signal });
      await rm(archive);
    }
    await rm(join(home, "deps", "include"), { recursive: true, force: true });
  },
};

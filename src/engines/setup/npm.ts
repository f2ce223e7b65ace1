import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { lastWords, programOf, run } from "./programs.ts";

/** Node's headers for native addons, so that no tool has to fetch those of this very Node. */
export const nodeHeaders = { "node-api-headers": "1.9.0" };

/** Installs packages, of these versions by their names, into `folder`. No package may run a script. */
export async function installPackages(folder: string, packages: Readonly<Record<string, string>>, signal: AbortSignal): Promise<void> {
  if (!programOf(["npm"])) throw new Failure("machine", "there is no npm", "install npm, which comes with Node");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ private: true, dependencies: packages }, null, 2)}\n`);
  const ran = await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"], {
    folder,
    signal,
  });
  if (ran.code !== 0)
    throw new Failure(
      "machine",
      `npm could not install ${Object.keys(packages).join(", ")}: ${lastWords(ran)}`,
      "see that npm reaches its registry: `npm ping`",
    );
}

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { type NpmPackage, npmPackages } from "./pinned.ts";
import { lastWords, programOf, run } from "./programs.ts";

/** Installs packages of the pinned versions into `folder`. No package may run a script. */
export async function installPackages(folder: string, names: readonly NpmPackage[], signal: AbortSignal): Promise<void> {
  if (!programOf(["npm"])) throw new Failure("machine", "there is no npm", "install npm, which comes with Node");
  await mkdir(folder, { recursive: true });
  const dependencies = Object.fromEntries(names.map(name => [name, npmPackages[name]]));
  await writeFile(join(folder, "package.json"), `${JSON.stringify({ private: true, dependencies }, null, 2)}\n`);
  const ran = await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--omit=dev", "--loglevel=error"], {
    folder,
    signal,
  });
  if (ran.code !== 0)
    throw new Failure(
      "machine",
      `npm could not install ${names.join(", ")}: ${lastWords(ran)}`,
      "see that npm reaches its registry: `npm ping`",
    );
}

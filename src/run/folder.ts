import { readFileSync, realpathSync } from "node:fs";
import { lstat, mkdir, readlink, rm } from "node:fs/promises";
import { cpus, release, totalmem } from "node:os";
import { basename, dirname, join, relative, resolve } from "node:path";
import { usableCores } from "../common/cores.ts";
import { Failure } from "../common/failure.ts";
import { syncFolder, unwritable, writeAtomic } from "../common/files.ts";
import { packageRoot } from "../common/package_root.ts";
import type { Plan } from "../plan/plan.ts";
import { shortNameOf } from "../plan/title.ts";

/**
 * Makes `<experiment>-<n>` under `root`, by default `runs` beside the experiment, with n counted up, and puts into it what a reader needs to
 * repeat the run: the source with what it includes, each where it stands from the other, plan.json and environment.json. Returns its absolute path. Throws a `Failure` of fault `machine`
 * where it cannot be written; then nothing of it stays.
 */
export async function createRunFolder(plan: Plan, root?: string): Promise<string> {
  const folder = await makeNumbered(root === undefined ? await besideOf(plan) : resolve(root), shortNameOf(plan));
  try {
    for (const { path, source } of sourcesOf(plan)) {
      await mkdir(dirname(join(folder, path)), { recursive: true });
      await writeAtomic(join(folder, path), source);
    }
    await writeAtomic(join(folder, "plan.json"), json(plan));
    await writeAtomic(join(folder, "environment.json"), json(environmentOf(plan)));
    await syncFolder(dirname(folder));
  } catch (error) {
    await rm(folder, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
  return folder;
}

/** Where the runs of an experiment go where nothing else is said. */
export const rootOf = ({ file }: Pick<Plan, "file">): string => join(dirname(file), "runs");

/** The file and what it includes, by their paths in the run folder. They lie beside the file or deeper, links followed. */
function sourcesOf({ file, source, included }: Plan): { path: string; source: string }[] {
  const folder = realpathSync(dirname(file));
  return [
    ...included.map(({ file, source }) => ({ path: relative(folder, file), source })),
    { path: `${basename(file, ".exp")}.exp`, source },
  ];
}

/** Whoever packed the experiment may have put a link there, that leads anywhere: only one that the person names is followed. */
async function besideOf({ file }: Plan): Promise<string> {
  const beside = rootOf({ file });
  if (!(await lstat(beside).catch(() => null))?.isSymbolicLink()) return beside;
  throw new Failure(
    "machine",
    `${beside} is a link to ${await readlink(beside)}, and runs follow none by themselves`,
    `if they are to go there, say so: --runs "${beside}"`,
  );
}

/** `mkdir` refuses a folder that is there, so of two runs that start at once each gets its own. */
async function makeNumbered(root: string, name: string): Promise<string> {
  await mkdir(root, { recursive: true }).catch(error => {
    throw unwritable(error, root);
  });
  for (let n = 1; ; n++) {
    const folder = join(root, `${name}-${n}`);
    try {
      await mkdir(folder);
      return folder;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw unwritable(error, folder);
    }
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export type Environment = ReturnType<typeof environmentOf>;

/** With what, and on what, something runs. */
export function environmentOf({ engine }: Pick<Plan, "engine">) {
  const { version } = JSON.parse(readFileSync(join(packageRoot, "package.json"), "utf8")) as { version: string };
  return {
    started: new Date().toISOString(),
    exp: version,
    node: process.version,
    engine,
    os: { platform: process.platform, architecture: process.arch, release: release() },
    // Some virtual machines name no processor.
    cpu: { model: cpus()[0]?.model.trim() ?? null, cores: usableCores() },
    memoryBytes: totalmem(),
  };
}

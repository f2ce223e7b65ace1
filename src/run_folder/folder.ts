import { randomBytes } from "node:crypto";
import { realpathSync } from "node:fs";
import { lstat, mkdir, readdir, readlink, rename, rm } from "node:fs/promises";
import { cpus, release, totalmem } from "node:os";
import { basename, dirname, isAbsolute, join, relative, resolve } from "node:path";
import { usableCores } from "../common/cores.ts";
import { Failure } from "../common/failure.ts";
import { syncFolder, unwritable, writeAtomic } from "../common/files.ts";
import { expVersion } from "../common/version.ts";
import type { Plan } from "../plan/plan.ts";
import { shortNameOf } from "../plan/title.ts";
import { inputsName, lookAtInputs } from "./inputs.ts";

/**
 * Makes `<experiment>-<n>` under `root`, by default `runs` beside the experiment, with n counted up, and puts into it what a reader needs to
 * repeat the run: the source with what it includes, each where it stands from the other, plan.json, environment.json and inputs.json. Returns its absolute path. Throws a `Failure` of fault `machine`
 * where it cannot be written; then nothing of it stays.
 */
export async function createRunFolder(plan: Plan, root?: string): Promise<string> {
  const place = root === undefined ? await besideOf(plan) : resolve(root);
  const name = shortNameOf(plan);
  await mkdir(place, { recursive: true }).catch(error => {
    throw elsewhere(unwritable(error, place), root);
  });
  await removeAbandoned(place);
  const temporary = join(place, `.${name}.${randomBytes(6).toString("hex")}.tmp`);
  await mkdir(temporary).catch(error => {
    throw elsewhere(unwritable(error, join(place, name)), root);
  });
  try {
    for (const { path, source } of sourcesOf(plan)) await writeAtomic(join(temporary, path), source);
    await writeAtomic(join(temporary, "plan.json"), json(plan));
    await writeAtomic(join(temporary, "environment.json"), json(environmentOf(plan)));
    await writeAtomic(join(temporary, inputsName), `${JSON.stringify(await lookAtInputs(plan))}\n`);
    const folder = await number(temporary, join(place, name));
    await syncFolder(place);
    return folder;
  } catch (error) {
    await rm(temporary, { recursive: true, force: true }).catch(() => {});
    throw error;
  }
}

/** Where the place of the runs may not be written, the option that names another. */
function elsewhere(error: unknown, root: string | undefined): unknown {
  if (!(error instanceof Failure) || !/permission denied|read-only/.test(error.message) || root !== undefined) return error;
  return new Failure(error.fault, error.message, "name a folder that can be written: `exp run FILE --runs FOLDER`");
}

/** The file and what it includes, by their paths in the run folder. They lie beside the file or deeper, links followed. */
function sourcesOf({ file, source, included }: Plan): { path: string; source: string }[] {
  const folder = realOf(dirname(file));
  const parts = included.map(({ file, source }) => ({ path: relative(folder, file), source }));
  const outside = parts.find(({ path }) => path.startsWith("..") || isAbsolute(path));
  if (outside)
    throw new Failure("command line", `the plan includes ${outside.path}, which does not lie with ${file}`, "run the experiment again");
  return [...parts, { path: `${basename(file, ".exp")}.exp`, source }];
}

/** A plan is repeated also where the experiment that it was made of is gone. */
function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return folder;
  }
}

/** Where they go beside the experiment. Whoever packed it may have put a link there, that leads anywhere: only one that the person names is followed. */
export async function besideOf({ file }: Plan): Promise<string> {
  const beside = join(dirname(file), "runs");
  if (!(await lstat(beside).catch(() => null))?.isSymbolicLink()) return beside;
  throw new Failure(
    "machine",
    `${beside} is a link to ${await readlink(beside)}, and runs follow none by themselves`,
    `if they are to go there, say so: --runs "${beside}"`,
  );
}

/** A folder is filled under a temporary name, so that a run is there with its plan or not at all; then it gets the first number that is free, which of two at once only one gets. */
async function number(temporary: string, name: string): Promise<string> {
  for (let n = 1; ; n++) {
    const folder = `${name}-${n}`;
    if (await lstat(folder).catch(() => null)) continue;
    try {
      await rename(temporary, folder);
      return folder;
    } catch (error) {
      if (!(await lstat(folder).catch(() => null))) throw unwritable(error, folder);
    }
  }
}

/** What was killed while it filled a folder leaves it under its temporary name. Nothing takes an hour to be filled. */
async function removeAbandoned(place: string): Promise<void> {
  for (const name of await readdir(place).catch(() => [])) {
    if (!/^\..+\.[0-9a-f]{12}\.tmp$/.test(name)) continue;
    const folder = join(place, name);
    const found = await lstat(folder).catch(() => null);
    if (found?.isDirectory() && found.mtimeMs < Date.now() - 3600_000) await rm(folder, { recursive: true, force: true }).catch(() => {});
  }
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

export type Environment = ReturnType<typeof environmentOf>;

/** With what, and on what, something runs. */
export function environmentOf({ engine }: Pick<Plan, "engine">) {
  return {
    started: new Date().toISOString(),
    exp: expVersion(),
    node: process.version,
    engine,
    os: { platform: process.platform, architecture: process.arch, release: release() },
    // Some virtual machines name no processor.
    cpu: { model: cpus()[0]?.model.trim() ?? null, cores: usableCores() },
    memoryBytes: totalmem(),
  };
}

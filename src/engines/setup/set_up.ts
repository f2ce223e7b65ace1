import { statfsSync } from "node:fs";
import { lstat, mkdir, readdir, rename, rm } from "node:fs/promises";
import { join, resolve } from "node:path";
import { isDeepStrictEqual } from "node:util";
import { cacheFolder } from "../../common/cache.ts";
import { Failure } from "../../common/failure.ts";
import { unwritable, writeAtomic } from "../../common/files.ts";
import { formatBytes } from "../../common/units.ts";
import type { EngineSetup } from "../engine.ts";
import { type EngineName, engines } from "../index.ts";
import { readRecord, recordOf, type SetUpRecord } from "./locate.ts";
import { nativeFilesIn } from "./native_files.ts";
import { type SelfTested, selfTest } from "./self_test.ts";
import { type Kit, Unsuited } from "./way.ts";

export interface SetUp extends SelfTested {
  engine: EngineName;
  folder: string;
  /** The way that made it; `present` if it was already set up and runs. */
  way: string;
  bytes: number;
  seconds: number;
}

/**
 * Puts an engine that does not come with exp into the user's cache folder: makes it in a folder beside, tests it in a process of its own, and only then moves it to
 * its place. If no way works, or on an abort, the engine that was there before stays, and nothing else. Throws a `Failure`.
 */
export async function setUp(engine: EngineName, kit: Kit): Promise<SetUp> {
  const { setup } = engines[engine];
  if (!setup) throw new Error(`${engine} comes with exp`);
  const started = performance.now();
  const folder = cacheFolder(engine);
  const done = async (way: string, tested: SelfTested, folder: string): Promise<SetUp> => {
    const bytes = await bytesOf(folder);
    return { engine, folder, way, ...tested, bytes, seconds: (performance.now() - started) / 1000 };
  };
  const present = await testPresent(engine, setup, kit);
  if (present) return done("present", present.tested, present.folder);

  await removeAbandoned();
  const workshop = cacheFolder(`${workshopPrefix}${engine}-${process.pid}`);
  const failures: Failure[] = [];
  const ways = (await setup.ways()).filter(
    ({ isEasy, isForGpu, takesPlugin = false }) =>
      (isEasy || !kit.easily) && (isForGpu ?? kit.gpu) === kit.gpu && takesPlugin === (kit.plugin !== undefined),
  );
  if (ways.length === 0) throw new Failure("machine", `${engine} takes network and minutes`, `run \`exp setup ${engine}\``);
  for (const way of ways) {
    try {
      kit.say(`${way.doing} (up to ${formatBytes(way.disk.most)} of disk, ${formatBytes(way.disk.kept)} in the end)`);
      await mkdir(workshop, { recursive: true });
      demandDisk(workshop, way.disk.most);
      const made = join(workshop, engine);
      await way.make(made, kit);
      kit.say("  testing it");
      const tested = await selfTest(engine, made, kit.signal);
      if (kit.gpu && !tested.isGpu)
        throw new Failure("machine", `${engine} finds no GPU here`, "install NVIDIA's driver; `nvidia-smi` has to list the GPU");
      await writeRecord(made, { way: way.name, ...tested, files: nativeFilesIn(made) });
      await replace(folder, made, workshop);
      return await done(way.name, tested, folder);
    } catch (thrown) {
      const error = unwritable(thrown, workshop);
      if (!(error instanceof Failure) || error.fault === "interrupted") throw error;
      kit.say(`  that does not work here: ${error.message}`);
      failures.push(error);
      // Where it was wrong files that came, files that are checked less are no way out.
      if (!(error instanceof Unsuited)) break;
    } finally {
      await rm(workshop, { recursive: true, force: true });
    }
  }
  const reasons = failures.map(({ message }) => message).join("; ");
  const otherwise = await Promise.all(ways.map(way => way.otherwise?.(kit) ?? null));
  const fix = otherwise.find(Boolean) ?? failures.findLast(({ fix }) => fix)?.fix;
  throw new Failure("machine", `${engine} could not be set up: ${reasons}`, fix);
}

/** What is set up already, where it runs as wanted. */
async function testPresent(
  engine: EngineName,
  setup: EngineSetup,
  { gpu, plugin, say, signal }: Kit,
): Promise<{ tested: SelfTested; folder: string } | null> {
  const found = await setup.locate();
  if ("missing" in found) return null;
  if (plugin !== undefined && !(await setup.hasPlugin?.(found.place, resolve(plugin)))) return null;
  say(`${engine} is there: testing it`);
  try {
    const tested = await selfTest(engine, found.place, signal);
    // A driver may have come or gone since, or the cache been copied, and an exp before this one wrote no hashes.
    const record = readRecord(found.place);
    const now = record && { ...record, ...tested, files: nativeFilesIn(found.place) };
    if (now && !isDeepStrictEqual(record, now)) await writeRecord(found.place, now);
    // In a place of its own, or one package among others.
    if (!gpu || tested.isGpu) return { tested, folder: found.place === cacheFolder(engine) ? found.place : found.folder };
    say("  it does not run on a GPU");
  } catch (error) {
    if (!(error instanceof Failure) || error.fault === "interrupted") throw error;
    say(`  ${error.message}`);
  }
  return null;
}

const writeRecord = (place: string, record: SetUpRecord): Promise<void> =>
  writeAtomic(recordOf(place), `${JSON.stringify(record, null, 2)}\n`);

function demandDisk(folder: string, bytes: number): void {
  const { bavail, bsize } = statfsSync(folder);
  if (bavail * bsize < bytes)
    throw new Failure(
      "machine",
      `it needs ${formatBytes(bytes)} of disk, and ${formatBytes(bavail * bsize)} are free`,
      "free some space, or set EXP_CACHE to a folder on another disk",
    );
}

/** Moves `made` to `folder`; what was there goes with the workshop. */
async function replace(folder: string, made: string, workshop: string): Promise<void> {
  const old = join(workshop, "old");
  await rename(folder, old).catch(error => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
  await rename(made, folder).catch(async error => {
    await rename(old, folder).catch(() => {});
    throw error;
  });
}

const workshopPrefix = ".setup-";

/** Removes the workshops of setups that were killed. */
async function removeAbandoned(): Promise<void> {
  const root = cacheFolder();
  for (const name of (await readdir(root).catch(() => [])).filter(name => name.startsWith(workshopPrefix)))
    if (!isAlive(Number(name.split("-").at(-1)))) await rm(join(root, name), { recursive: true, force: true });
}
function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Bytes of the files in a folder, links left out. */
async function bytesOf(folder: string): Promise<number> {
  let bytes = 0;
  for (const name of await readdir(folder, { recursive: true }).catch(() => [])) {
    const found = await lstat(join(folder, name));
    if (found.isFile()) bytes += found.size;
  }
  return bytes;
}

import { spawn, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import * as esbuild from "esbuild";
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import { isOnLocalDisk, lockFile, probeLock } from "../../src/common/system_lock.ts";
import { type LockSystem, lockRun } from "../../src/run_folder/lock.ts";
import { folderOf } from "../cli/exp.ts";

const self = { pid: process.pid, host: "here", boot: "boot 1", namespace: "pid:[1]", began: null };
/** What such a process records. */
const me = { ...self, hasLock: true };
const own = (changes: Partial<LockSystem> = {}): LockSystem => ({
  ...{ lock: lockFile, probe: probeLock, isOnLocalDisk: () => true, self: () => self },
  ...changes,
});
/** Systems and disks that have no locks. */
const lockless = (changes: Partial<LockSystem> = {}): LockSystem => own({ lock: () => "unknown", probe: () => "unknown", ...changes });
const ended = spawnSync(process.execPath, ["-e", ""]).pid;

test("a run is one process's at a time, until it unlocks", () => {
  const folder = folderOf({ "plan.json": "{}" });
  const unlock = lockRun(folder);
  expect(() => lockRun(folder)).toThrow(`${folder} is being run by process ${process.pid}`);
  expect(() => lockRun(folder, true)).toThrow("is being run by process");
  unlock();
  expect(readdirSync(folder)).toEqual(["plan.json"]);
  lockRun(folder)();
});

test("where the system has no locks, the record of a process that lives keeps others out", () => {
  const folder = folderOf({});
  const living = lockless({ self: () => ({ ...self, began: beganOf() }) });
  const unlock = lockRun(folder, false, living);
  expect(() => lockRun(folder, true, living)).toThrow(`is being run by process ${process.pid}`);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
});

/** As the real record has it. */
function beganOf(): string | null {
  const folder = folderOf({});
  const unlock = lockRun(folder);
  const { began } = JSON.parse(spawnSync("cat", [join(folder, ".lock-1")], { encoding: "utf8" }).stdout) as { began: string | null };
  unlock();
  return began;
}

describe("of a record that a process left", () => {
  const there = { ...me, boot: "boot 2" };
  const inContainer = { ...me, namespace: "pid:[2]" };
  const network = { isOnLocalDisk: () => false };
  test.each<[what: string, record: object | null, system: LockSystem, is: "free" | "unknown" | "held"]>([
    ["whose machine is this one", { ...me, pid: ended }, own(), "free"],
    ["whose number another has now", { ...me, began: "1" }, own(), "free"],
    ["of this machine, on a network disk", me, own(network), "free"],
    ["of another container", inContainer, own(), "free"],
    ["of another container, on a network disk", inContainer, own(network), "free"],
    ["of another boot, on a disk of this machine", there, own(), "free"],
    ["of another machine of this name, on a network disk", there, own(network), "unknown"],
    ["which is empty", null, own(), "free"],
    ["which is empty, on a network disk", null, own(network), "unknown"],
    ["without locks, of a process that has ended", { ...me, pid: ended }, lockless(), "free"],
    ["without locks, of a number that another has now", { ...me, began: "1" }, lockless(), "free"],
    ["without locks, of another container with a process of this number", inContainer, lockless(), "unknown"],
    ["without locks, of another container with a process that is not here", { ...inContainer, pid: ended }, lockless(), "unknown"],
    ["without locks, of another boot, on a disk of this machine", there, lockless(), "free"],
    ["without locks, of another machine of this name, on a network disk", there, lockless(network), "unknown"],
    ["without locks, which is empty", null, lockless(), "unknown"],
    [
      "by a name, where the system says no boot",
      { ...me, boot: null, host: "elsewhere" },
      lockless({ ...network, self: () => ({ ...self, boot: null }) }),
      "unknown",
    ],
    ["of another container, which had no lock and has a process of this number", { ...inContainer, hasLock: false }, own(), "unknown"],
    ["which had no lock, of a process that has ended", { ...me, hasLock: false, pid: ended }, own(), "free"],
    ["that is locked", me, own({ probe: () => "held" }), "held"],
  ])("%s", (_, record, system, is) => {
    const folder = folderOf({ ".lock-7": record === null ? "" : JSON.stringify(record) });
    if (is === "held") expect(() => lockRun(folder, true, system)).toThrow("is being run by process");
    else {
      if (is === "unknown") {
        expect(() => lockRun(folder, false, system)).toThrow("may still be run by");
        expect(readdirSync(folder)).toEqual([".lock-7"]);
      }
      const unlock = lockRun(folder, is === "unknown", system);
      expect(readdirSync(folder)).toEqual([".lock-8"]);
      unlock();
    }
  });
});

describe("of a record of the exp before, which took no lock of the system", () => {
  const older = (changes: object = {}) => ({ pid: process.pid, host: "here", began: `boot 1 ${beganOf()}`, ...changes });
  test.each<[what: string, record: () => object, system: LockSystem, is: "free" | "unknown" | "held"]>([
    ["whose process runs", older, own(), "held"],
    ["whose process runs, on a network disk", older, own({ isOnLocalDisk: () => false }), "held"],
    ["whose process has ended", () => older({ pid: ended }), own(), "free"],
    ["whose number another has now", () => older({ began: "boot 1 1" }), own(), "free"],
    ["of another boot, on a disk of this machine", () => older({ began: `boot 2 ${beganOf()}` }), own(), "free"],
    ["of another boot, on a network disk", () => older({ began: "boot 2 1" }), own({ isOnLocalDisk: () => false }), "unknown"],
    ["of a container of this machine", () => older({ host: "there" }), own(), "unknown"],
  ])("%s", (_, record, system, is) => {
    // Where the system says no start of a process, none is recorded.
    if (beganOf() === null) return;
    const folder = folderOf({ ".lock-7": JSON.stringify(record()) });
    const run = () => lockRun(folder, false, system);
    if (is === "free") run()();
    else expect(run).toThrow(is === "held" ? `is being run by process ${process.pid}` : "may still be run by");
  });
});

test("a process that comes between the look and the lock keeps its own", () => {
  const folder = folderOf({ ".lock-7": JSON.stringify({ ...me, pid: ended }) });
  let unlock = () => {};
  const slow = own({
    lock: fd => {
      // Another run took the dead one's place and ended, and a third began.
      spawnSync("rm", [join(folder, ".lock-7")]);
      if (readdirSync(folder).every(name => !name.startsWith(".lock-"))) unlock = lockRun(folder, false, own());
      return lockFile(fd);
    },
  });
  expect(() => lockRun(folder, false, slow)).toThrow("is being run by process");
  expect(readdirSync(folder)).toEqual([".lock-1"]);
  unlock();
});

describe("between processes", () => {
  const bundle = mkdtempSync(join(tmpdir(), "exp-lock-"));
  afterAll(() => rmSync(bundle, { recursive: true, force: true }));
  beforeAll(async () => {
    // Beside our own packages, or the lock of the system would not be found.
    await esbuild.build({
      entryPoints: [join(packageRoot, "src", "run_folder", "lock.ts")],
      outfile: join(packageRoot, "dist", "scripts", "test_lock.js"),
      bundle: true,
      packages: "external",
      format: "esm",
      platform: "node",
      logLevel: "warning",
    });
    writeFileSync(
      join(bundle, "hold.mjs"),
      `import { lockRun } from ${JSON.stringify(pathToFileURL(join(packageRoot, "dist", "scripts", "test_lock.js")).href)};
      lockRun(process.argv[2]);
      console.log("locked");
      setInterval(() => {}, 1000);`,
    );
  });
  const unsharing = ["unshare", "--pid", "--fork", "--mount-proc", "--kill-child"];
  const canUnshare = process.platform === "linux" && spawnSync(unsharing[0], [...unsharing.slice(1), "true"]).status === 0;

  test.each([
    ["of this machine", true, []],
    ["of another PID namespace, as of a container", canUnshare, unsharing],
  ])("one %s is seen while it lives, and not when it was killed", async (_, isPossible, wrapper) => {
    if (!isPossible) return;
    const folder = folderOf({});
    const [program, ...words] = [...wrapper, process.execPath, join(bundle, "hold.mjs"), folder];
    const holder = spawn(program, words, { stdio: ["ignore", "pipe", "inherit"] });
    onTestFinished(() => void holder.kill("SIGKILL"));
    await new Promise(resolve => holder.stdout.once("data", resolve));
    expect(() => lockRun(folder)).toThrow(
      wrapper.length > 0 ? /is being run by process 1 of another container/ : /is being run by process \d+$/,
    );
    const gone = new Promise(resolve => holder.once("close", resolve));
    holder.kill("SIGKILL");
    await gone;
    lockRun(folder)();
    expect(readdirSync(folder)).toEqual([]);
  });
});

test.skipIf(!existsSync("/dev/shm"))("a disk counts as this machine's where the system says so", () => {
  expect(isOnLocalDisk("/dev/shm")).toBe(true);
  expect(isOnLocalDisk("/proc")).toBe(false);
  expect(isOnLocalDisk("/nowhere")).toBe(false);
});

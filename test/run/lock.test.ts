import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockRun } from "../../src/run/lock.ts";
import { folderOf } from "../cli/exp.ts";

test("a run is one process's at a time, until it lets go", () => {
  const folder = folderOf({});
  const unlock = lockRun(folder);
  expect(() => lockRun(folder)).toThrow(`${folder} is being carried out, by process ${process.pid}`);
  unlock();
  expect(readdirSync(folder)).toEqual([]);
  lockRun(folder)();
});

test("the lock of a process that has ended is taken over, also where another one has its number now", () => {
  const ended = spawnSync(process.execPath, ["-e", ""]).pid;
  const folder = folderOf({});
  const unlock = lockRun(folder);
  const mine = JSON.parse(readFileSync(join(folder, ".lock-1"), "utf8"));
  unlock();
  for (const holder of [{ ...mine, pid: ended }, ...(mine.began ? [{ ...mine, began: "another boot 1" }] : [])]) {
    const place = folderOf({ ".lock-7": JSON.stringify(holder) });
    const unlock = lockRun(place);
    expect(readdirSync(place)).toEqual([".lock-8"]);
    unlock();
  }
});

test("of one on another machine nobody can tell", () => {
  const folder = folderOf({});
  writeFileSync(join(folder, ".lock-1"), JSON.stringify({ pid: process.pid, host: "elsewhere", began: null }));
  expect(() => lockRun(folder)).toThrow(/was begun on the machine elsewhere/);
  lockRun(folder, true)();
});

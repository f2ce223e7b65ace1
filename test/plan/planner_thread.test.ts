import { EventEmitter } from "node:events";
import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { check } from "../../src/language/check.ts";
import { type Planned, Planner, type PlanRequest } from "../../src/plan/planner.ts";

/** A thread that answers when the test says so. */
class FakeThread extends EventEmitter {
  readonly requests: PlanRequest[] = [];
  isStopped = false;
  postMessage(request: PlanRequest) {
    this.requests.push(request);
  }
  async terminate() {
    this.isStopped = true;
  }
  unref() {}
}
const threads = vi.hoisted((): unknown[] => []) as FakeThread[];
vi.mock(import("../../src/common/worker.ts"), () => ({
  startWorker: () => {
    threads.push(new FakeThread());
    return threads.at(-1) as never;
  },
}));

const folder = mkdtempSync(join(tmpdir(), "exp-planner-"));
mkdirSync(join(folder, "pets"));
afterAll(() => rmSync(folder, { recursive: true }));
const programOf = (seed: number) =>
  check(`seed ${seed}\ndata pets from folder\nmodel resnet18\nfit 1 epochs`, join(folder, "a.exp")).program!;
const { signal } = new AbortController();
const planned = (why: string): Planned => ({ problem: { message: why, fix: null } });

test("a thread that fails, at work or idle, costs its own plan at most, and the next plan has a new thread", async () => {
  const planner = new Planner();
  const asked = [1, 2, 3].map(seed => planner.plan(programOf(seed), { signal }));
  await vi.waitFor(() => expect(threads).toHaveLength(1));
  const [first] = threads;
  first.emit("message", { id: first.requests[0].id, planned: planned("one") });
  expect(await asked[0]).toEqual(planned("one"));

  first.emit("error", new Error("out of memory"));
  expect(await asked[1]).toMatchObject({ problem: { message: expect.stringContaining("out of memory") } });
  await vi.waitFor(() => expect(threads).toHaveLength(2));
  const [, second] = threads;
  expect(first.isStopped).toBe(true);
  expect(second.requests).toHaveLength(1);
  second.emit("message", { id: second.requests[0].id, planned: planned("three") });
  expect(await asked[2]).toEqual(planned("three"));

  second.emit("error", new Error("something that was left behind"));
  expect(second.isStopped).toBe(true);
  const next = planner.plan(programOf(4), { signal });
  await vi.waitFor(() => expect(threads).toHaveLength(3));
  threads[2].emit("message", { id: threads[2].requests[0].id, planned: planned("four") });
  expect(await next).toEqual(planned("four"));
  await planner.close();
  expect(threads[2].isStopped).toBe(true);
});

describe("the time limit", () => {
  beforeEach(() => {
    vi.useFakeTimers();
    threads.length = 0;
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test("ends a plan after 60 seconds, for all who wait for it, and the next one begins on another thread with a limit of its own", async () => {
    const planner = new Planner();
    const [late, same, next] = [1, 1, 2].map(seed => planner.plan(programOf(seed), { signal }));
    await vi.advanceTimersByTimeAsync(59_000);
    expect(threads.map(({ isStopped }) => isStopped)).toEqual([false]);
    await vi.advanceTimersByTimeAsync(2000);
    const problem = { message: expect.stringContaining("longer than 60 s"), fix: expect.stringContaining("exp plan") };
    expect(await late).toEqual({ problem });
    expect(await same).toBe(await late);
    expect(threads.map(({ isStopped }) => isStopped)).toEqual([true, false]);
    // An answer of the thread that was stopped is late.
    threads[0].emit("message", { id: threads[0].requests[0].id, planned: planned("late") });
    await vi.advanceTimersByTimeAsync(30_000);
    expect(threads[1].isStopped).toBe(false);
    threads[1].emit("message", { id: threads[1].requests[0].id, planned: planned("next") });
    expect(await next).toEqual(planned("next"));
    await planner.close();
  });

  test("does not hold for a plan that was withdrawn", async () => {
    const planner = new Planner();
    const withdraw = new AbortController();
    const asked = planner.plan(programOf(1), { signal: withdraw.signal });
    await vi.advanceTimersByTimeAsync(50_000);
    withdraw.abort();
    expect(await asked).toBeNull();
    expect(threads.map(({ isStopped }) => isStopped)).toEqual([true]);
    const again = planner.plan(programOf(1), { signal });
    await vi.advanceTimersByTimeAsync(50_000);
    expect(threads.map(({ isStopped }) => isStopped)).toEqual([true, false]);
    threads[1].emit("message", { id: threads[1].requests[0].id, planned: planned("again") });
    expect(await again).toEqual(planned("again"));
    await planner.close();
  });
});

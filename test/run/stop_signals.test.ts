import { afterEach, expect, test, vi } from "vitest";
import { stopSignals } from "../../src/cli/stop_signals.ts";

afterEach(() => vi.restoreAllMocks());

test("the first signal asks to stop, an echo of it is ignored, the second one ends the process", () => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const now = vi.spyOn(performance, "now");
  const told: string[] = [];
  const stop = stopSignals({ onFirst: () => told.push("first"), onSecond: () => told.push("second") });
  try {
    for (const [milliseconds, seen, ended] of [
      [1000, ["first"], 0],
      [1020, ["first"], 0],
      [2000, ["first", "second"], 1],
    ] as const) {
      now.mockReturnValue(milliseconds);
      process.emit("SIGINT");
      expect(told).toEqual(seen);
      expect(stop.signal.aborted).toBe(true);
      expect(exit).toHaveBeenCalledTimes(ended);
    }
    expect(exit).toHaveBeenCalledWith(130);
  } finally {
    stop.release();
  }
});

test.each([
  ["the terminal was closed", () => process.emit("SIGHUP")],
  ["the output can no longer be written", (lost: AbortController) => lost.abort()],
])("%s: asks to stop and says so, and never ends the process", (why, happen) => {
  const exit = vi.spyOn(process, "exit").mockImplementation((() => {}) as never);
  const now = vi.spyOn(performance, "now");
  const told: unknown[] = [];
  const lost = new AbortController();
  const stop = stopSignals({ onFirst: reason => told.push(reason), onSecond: () => told.push("second"), lost: lost.signal });
  try {
    for (const milliseconds of [1000, 2000]) {
      now.mockReturnValue(milliseconds);
      happen(lost);
    }
    expect(told).toEqual([why]);
    expect(stop.signal.aborted).toBe(true);
    expect(exit).not.toHaveBeenCalled();
  } finally {
    stop.release();
  }
});

test("output that was lost before asks at once", () => {
  const stop = stopSignals({ onFirst() {}, onSecond() {}, lost: AbortSignal.abort() });
  stop.release();
  expect(stop.signal.aborted).toBe(true);
});

test("afterwards the signals are Node's again", () => {
  const before = process.listenerCount("SIGTERM");
  const stop = stopSignals({ onFirst() {}, onSecond() {} });
  expect(process.listenerCount("SIGTERM")).toBe(before + 1);
  stop.release();
  expect(process.listenerCount("SIGTERM")).toBe(before);
});

import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { afterAwake, awakeNow } from "../../src/common/awake.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

/** The clock goes on without any timer, as while a process is stopped. */
function stopFor(seconds: number): void {
  const now = performance.now.bind(performance);
  vi.spyOn(performance, "now").mockImplementation(() => now() + seconds * 1000);
}

test("an hour during which the process was stopped counts as a second at most", () => {
  const begun = awakeNow();
  vi.advanceTimersByTime(2000);
  expect(awakeNow() - begun).toBe(2000);
  stopFor(3600);
  vi.advanceTimersByTime(250);
  const after = awakeNow() - begun;
  expect(after).toBeGreaterThanOrEqual(2250);
  expect(after).toBeLessThanOrEqual(3250);
});

test("what waits for time awake is not called because of it, and not once it was stopped", () => {
  const [late, stopped] = [vi.fn(), vi.fn()];
  afterAwake(30, late);
  const stop = afterAwake(30, stopped);
  vi.advanceTimersByTime(20_000);
  stopFor(3600);
  vi.advanceTimersByTime(8000);
  expect(late).not.toHaveBeenCalled();
  stop();
  vi.advanceTimersByTime(3000);
  expect(late).toHaveBeenCalledOnce();
  expect(stopped).not.toHaveBeenCalled();
});

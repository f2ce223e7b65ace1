import { afterEach, expect, test, vi } from "vitest";
import { report } from "../../src/cli/report.ts";
import { Failure } from "../../src/common/failure.ts";

afterEach(() => void vi.restoreAllMocks());

/** What standard error gets of an error, without colours. */
function told(error: unknown): string {
  const lines = vi.spyOn(console, "error").mockImplementation(() => {});
  report(error, false);
  return String(lines.mock.calls[0][0]);
}

test("control characters in a failure are made visible, its own lines stay", () => {
  const failure = new Failure("data", "2 images are broken:\n  a\x1b[2J.jpg: empty", "remove \u009b2J");
  expect(told(failure)).toBe("error: 2 images are broken:\n  a␛[2J.jpg: empty\n  remove \ufffd2J");
});

test("so are those in a bug, with its stack", () => {
  const lines = told(new Error("of a\x1b[2J.jpg")).split("\n");
  expect(lines[0]).toBe("this is a bug in exp: Error: of a␛[2J.jpg");
  expect(lines[1]).toMatch(/^ {4}at .*report\.test/);
});

import { readdirSync } from "node:fs";
import { homedir, hostname, tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, beforeEach, describe, expect, onTestFinished, test, vi } from "vitest";
import { lastCrash, noteCrash } from "../../src/cli/crash.ts";
import { begin, proceed } from "../../src/cli/doing.ts";
import { report } from "../../src/cli/report.ts";
import { scrub } from "../../src/cli/scrub.ts";
import { cacheFolder } from "../../src/common/cache.ts";
import { Failure } from "../../src/common/failure.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { folderOf } from "./exp.ts";

afterEach(() => void vi.restoreAllMocks());

/** What standard error gets of an error, without colors. */
function told(error: unknown): string {
  const lines = vi.spyOn(console, "error").mockImplementation(() => {});
  report(error, false);
  return String(lines.mock.calls.at(-1)?.[0]);
}

test("control characters in a failure are made visible, its own lines stay", () => {
  const failure = new Failure("data", "2 images are broken:\n  a\x1b[2J.jpg: empty", "remove \u009b2J");
  expect(told(failure)).toBe("error: 2 images are broken:\n  a␛[2J.jpg: empty\n  remove ‹U+009B›2J");
});

describe("a bug", () => {
  beforeEach(() => {
    vi.stubEnv("EXP_CACHE", folderOf({}));
  });
  afterEach(() => {
    vi.unstubAllEnvs();
  });

  test("is told with its stack, with what was being done, where the log is, and whom to tell", () => {
    begin(["run", "pets.exp"]);
    proceed("step 1, fit, epoch 0, batch 3 of 9, after the event batch", "runs/pets-1/metrics.jsonl");
    const lines = told(new Error("of a\x1b[2J.jpg")).split("\n");
    expect(lines[0]).toBe("this is a bug in exp: Error: of a␛[2J.jpg");
    expect(lines[1]).toMatch(/^ {4}at .*report\.test/);
    expect(lines.slice(-3)).toEqual([
      "  in exp run pets.exp: step 1, fit, epoch 0, batch 3 of 9, after the event batch",
      "  log: runs/pets-1/metrics.jsonl",
      "  please report it, with the file that `exp doctor --report` writes",
    ]);
    expect(lastCrash()?.text).toContain("exp run …: step 1, fit");
  });

  test("leaves a note where there is no log, but not where the command only reads", () => {
    begin(["plan", "pets.exp"]);
    expect(told(new Error("one"))).not.toContain("what came before");
    expect(lastCrash()).toBeNull();
    begin(["setup", "onednn"]);
    expect(told(new Error("two"))).toMatch(/log: .*crashes/);
    for (let i = 0; i < 9; i++) noteCrash(`${i}`, new Date(1e12 + i));
    expect(readdirSync(cacheFolder("crashes"))).toHaveLength(5);
  });
});

test("what is passed on of a text says nothing of the person", () => {
  // A folder of exp within another that is known.
  vi.stubEnv("EXP_CACHE", join(tmpdir(), "a", "cache"));
  onTestFinished(() => void vi.unstubAllEnvs());
  const scrubbed: [string, string][] = [
    [join(homedir(), "photos", "me.jpg"), "PATH"],
    ["/data/patients/anna.png: the file is damaged", "PATH: the file is damaged"],
    [`at run (file://${join(packageRoot, "dist/chunks/run-1.js")}:12:3)`, "at run (EXP/dist/chunks/run-1.js:12:3)"],
    ["at x (/home/anna/exp/node_modules/sharp/lib/input.js:1:2)", "at x (node_modules/sharp/lib/input.js:1:2)"],
    ["C:\\Users\\Anna\\pets\\a.jpg is gone", "PATH is gone"],
    ["/usr/lib/x86_64-linux-gnu/libdnnl.so.2 is there", "/usr/lib/x86_64-linux-gnu/libdnnl.so.2 is there"],
    [`${cacheFolder("engines", "onednn")}`, "CACHE/engines/onednn"],
    ["https://anna:secret@mirror.example/models/a.pth?key=1 refused", "https://mirror.example refused"],
    ["token 0123456789abcdef0123456789abcdef0123", "token KEY"],
    [`of ${hostname()}`, hostname().length > 2 ? "of NAME" : `of ${hostname()}`],
    ["exp run 'my secret.exp' on anna_1.jpg", "exp run 'my FILE.exp' on FILE.jpg"],
    ["3x3 and/or 20 %", "3x3 and/or 20 %"],
    ["300 GFLOP/s, 80 img/s, 3/4", "300 GFLOP/s, 80 img/s, 3/4"],
    ["ENOENT: lstat '/srv/jane doe/acme merger'", "ENOENT: lstat 'PATH'"],
    ["`clients/jane doe/my plan` and patients/john-smith/hiv", "`PATH` and PATH"],
    ["reading 'some' (node:internal/modules/run_main:164:12)", "reading 'some' (node:internal/modules/run_main:164:12)"],
    [`${cacheFolder()} is full`, "CACHE is full"],
    [join(tmpdir(), "b", "c"), "PATH"],
    // Its name only begins like that of the folder of temporary files.
    [`${tmpdir()}.anna/${basename(tmpdir())}`, "PATH"],
  ];
  for (const [text, clean] of scrubbed) expect(scrub(text)).toBe(clean);
  expect(scrub("no acme-merger.txt for hunter2", ["run", "acme-merger.txt", "--set", "--set=key=x", "hunter2"])).toBe("no GIVEN for GIVEN");
});

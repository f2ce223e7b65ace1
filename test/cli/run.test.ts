import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import { stripeImages } from "../support/stripes.ts";
import { exp, folderOf, main } from "./exp.ts";

const images = await stripeImages();

/** Milliseconds: each test starts the engine some times, on machines that may be busy. */
const patience = 240_000;

const data = (workers = 1) => `data stripes from folder {
  split 25% seed 1
  resize 32px
  batch 6
  workers ${workers}
}
model resnet20
`;
const small = `${data()}fit 1 epochs metric error_rate
visualize layer 1
evaluate metric accuracy
`;
const place = (source = small) => folderOf({ ...images, "stripes.exp": source });

/** The lines of the table of epochs, without the time that they took. */
const tableOf = (stdout: string): string[] =>
  stdout
    .split("\n")
    .filter(line => /^(phase|whole|head) /.test(line))
    .map(line => line.replace(/\s+(time|[\d:]+)$/, ""));

const withoutTimes = (stdout: string): string => stdout.replaceAll(/\d\d:\d\d/g, "00:00").replaceAll(/([<>] )?\d+(\.\d+)? (s|%)/g, "N $3");

test(
  "a run prints its table, and leaves weights, picture, report and journal in its folder",
  () => {
    const folder = place();
    const { code, stdout, stderr } = exp(folder, "run", "stripes.exp", "--engine", "wasm");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain("\x1b");
    const lines = withoutTimes(stdout).split("\n");
    expect(lines[0]).toMatch(/^stripes\.exp: resnet20 on 24 images of 2 classes, by wasm on CPU, \d+ threads?$/);
    expect(stdout).toContain("inferred: ");
    const [header, row] = tableOf(stdout);
    expect(header).toBe("phase  epoch  train_loss  valid_loss  error_rate");
    expect(row).toMatch(/^whole {2}0 {6}\d\.\d{6} {4}\d+\.\d{6} +[01]\.\d{6}$/);
    expect(lines).toContain("visualize resnet20, layer 1 (conv1): runs/stripes-1/pictures/layer-1.png");
    expect(stdout).toMatch(/^accuracy [01]\.\d{6}, \d of 6 wrong, loss \d+\.\d{6}$/m);
    expect(stdout).toMatch(/^│ lying +│ 1 │/m);
    expect(lines.slice(-7)).toEqual([
      "done in N s; the engine waited for images N % of its time",
      "weights      runs/stripes-1/weights.safetensors",
      "pictures     runs/stripes-1/pictures/layer-1.png",
      "report       runs/stripes-1/report.html",
      "browser      exp view runs/stripes-1",
      "TensorBoard  tensorboard --logdir runs",
      "",
    ]);

    const run = join(folder, "runs", "stripes-1");
    const files = [
      "best.safetensors",
      "environment.json",
      "evaluations",
      "inputs.json",
      "metrics.jsonl",
      "pictures",
      "plan.json",
      "report.html",
      "stripes.exp",
      "weights.safetensors",
    ];
    const [board, ...others] = readdirSync(run).sort(
      (a, b) => Number(b.startsWith("events.")) - Number(a.startsWith("events.")) || (a < b ? -1 : 1),
    );
    expect(board).toMatch(/^events\.out\.tfevents\./);
    expect(others).toEqual(files);
    expect(readFileSync(join(run, "stripes.exp"), "utf8")).toBe(small);
    expect([...readFileSync(join(run, "pictures", "layer-1.png")).subarray(1, 4)]).toEqual([..."PNG"].map(c => c.charCodeAt(0)));
    const journal = readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n");
    expect(JSON.parse(journal[0])).toEqual({ event: "started", folder: run });
    expect(JSON.parse(journal.at(-1)!)).toMatchObject({ event: "finished" });
  },
  patience,
);

test(
  "the same seed gives the same table, with one loader worker or four; another seed gives another",
  () => {
    const [one, four, other] = [
      [1, "7"],
      [4, "7"],
      [1, "8"],
    ].map(([workers, seed]) => {
      const source = `${data(Number(workers))}fit 1 epochs metric error_rate\n`;
      const { code, stdout } = exp(place(source), "stripes.exp", "--engine", "wasm", "--seed", String(seed));
      expect(code).toBe(0);
      return tableOf(stdout);
    });
    expect(one).toHaveLength(2);
    expect(four).toEqual(one);
    expect(other[1]).not.toBe(one[1]);
  },
  patience,
);

test(
  "--quiet prints the run folder alone, and another experiment goes on from the weights there",
  () => {
    const folder = place(`${data()}fit 1 epochs\n`);
    expect(exp(folder, "run", "stripes.exp", "--engine", "wasm", "--quiet")).toEqual({ code: 0, stdout: "runs/stripes-1\n", stderr: "" });
    const weights = 'resnet20 pretrained from "runs/stripes-1/weights.safetensors"';
    const next = `${data().replace("resnet20", weights)}evaluate metric accuracy\npredict "stripes/lying"\n`;
    writeFileSync(join(folder, "next.exp"), next);
    const { code, stdout, stderr } = exp(folder, "next.exp", "--engine", "wasm");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const line =
      /^stripes\/lying\/\d+\.png: (lying|standing) (> )?[\d.]+ %, (lying|standing) (< )?[\d.]+ %; (farther than \d+ % of the validation images|unlike the training images)$/;
    expect(stdout.split("\n").filter(text => line.test(text))).toHaveLength(12);
    expect(existsSync(join(folder, "runs", "next-1", "weights.safetensors"))).toBe(false);
  },
  patience,
);

test(
  "--json prints one event a line and nothing else",
  () => {
    const folder = place();
    const { code, stdout, stderr } = exp(folder, "run", "stripes.exp", "--engine", "wasm", "--json", "--runs", "elsewhere");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    const events = stdout
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line) as RunEvent);
    expect(events[0]).toMatchObject({
      event: "started",
      folder: join(folder, "elsewhere", "stripes-1"),
      plan: { version: 1, source: small },
    });
    expect(events.flatMap(({ event }) => (event === "batch" ? [] : [event]))).toEqual([
      ...["started", "step", "training_batch", "phase", "epoch", "evaluated", "step"],
      ...["saved", "step", "picture", "step"],
      ...["step", "evaluated", "step", "finished"],
    ]);
    expect(existsSync(join(folder, "runs"))).toBe(false);
  },
  patience,
);

test("with --json, warnings about the text are told on standard error, and standard output is for the program", () => {
  const folder = place(`${data()}fine_tune 1 epochs\n`);
  const { code, stdout, stderr } = exp(folder, "plan", "stripes.exp", "--json", "--engine", "wasm");
  expect(code).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ version: 1 });
  expect(stderr).toContain("stripes.exp:8:1 warning fine-tune-untrained:");
});

describe("Ctrl-C", () => {
  /** Starts a long run and sends `signals` as soon as it has trained a batch. */
  async function stopped(folder: string, ...signals: NodeJS.Signals[]) {
    const child = spawn(process.execPath, [main, "run", "stripes.exp", "--engine", "wasm", "--json"], { cwd: folder });
    let [stdout, stderr] = ["", ""];
    const waiting = [...signals];
    child.stderr.setEncoding("utf8").on("data", text => {
      stderr += text;
    });
    child.stdout.setEncoding("utf8").on("data", text => {
      stdout += text;
      if (stdout.includes('"event":"batch"')) for (const signal of waiting.splice(0)) child.kill(signal);
    });
    const [code] = await once(child, "exit");
    const events = stdout
      .trimEnd()
      .split("\n")
      .map(line => JSON.parse(line) as RunEvent);
    return { code, stderr, last: events.at(-1) };
  }
  const long = `${data()}fit 10000 epochs\n`;
  const stopping = "stopping after this batch; the training so far is kept (press Ctrl-C again to stop at once)\n";

  test.each([
    ["SIGINT", ""],
    ["SIGTERM", ""],
    ["SIGHUP", "the terminal was closed: "],
  ] as const)(
    "%s ends with 130, and what was trained is kept",
    async (signal, why) => {
      const folder = place(long);
      const { code, stderr, last } = await stopped(folder, signal);
      expect(code).toBe(130);
      expect(stderr).toBe(`${why}${stopping}`);
      const run = join(folder, "runs", "stripes-1");
      expect(last).toMatchObject({ event: "interrupted", kept: expect.arrayContaining([join(run, "weights.safetensors")]) });
      expect(existsSync(join(run, "weights.safetensors"))).toBe(true);
      const journal = readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n");
      expect(JSON.parse(journal.at(-1)!)).toEqual(last);
    },
    patience,
  );

  // npm sends the signal of the terminal a second time.
  test(
    "two at once are one",
    async () => {
      const { code, last } = await stopped(place(long), "SIGINT", "SIGINT");
      expect(code).toBe(130);
      expect(last).toMatchObject({ event: "interrupted" });
    },
    patience,
  );
});

describe("a run whose output nobody takes", () => {
  const long = `${data()}fit 10000 epochs\n`;
  /** Starts a long run and gives its exit code and what it tells on standard error; `look` is given its standard output. */
  async function ended(folder: string, stdout: "pipe" | number, look: (child: ChildProcess) => void) {
    const env = { ...process.env, NO_COLOR: "1" };
    const words = [main, "run", "stripes.exp", "--engine", "wasm", "--json"];
    const child = spawn(process.execPath, words, { cwd: folder, stdio: ["ignore", stdout, "pipe"], env });
    let stderr = "";
    child.stderr!.setEncoding("utf8").on("data", text => {
      stderr += text;
    });
    look(child);
    const [code] = await once(child, "close");
    return { code, stderr: stderr.split("\n") };
  }
  const stopping = expect.stringMatching(/^the output can no longer be written: stopping /);

  test(
    "stops when its reader has gone, and what was trained is kept",
    async () => {
      const folder = place(long);
      const { code, stderr } = await ended(folder, "pipe", ({ stdout }) => {
        let text = "";
        stdout!.setEncoding("utf8").on("data", more => {
          text += more;
          if (text.includes('"event":"batch"')) stdout!.destroy();
        });
      });
      expect({ code, stderr }).toEqual({ code: 130, stderr: [stopping, ""] });
      expect(existsSync(join(folder, "runs", "stripes-1", "weights.safetensors"))).toBe(true);
    },
    patience,
  );

  // util-linux's `script` gives a terminal; when it is killed, the terminal closes.
  test.skipIf(process.platform !== "linux" || !existsSync("/usr/bin/script"))(
    "stops when its terminal is closed, without a crash",
    async () => {
      const folder = place(long);
      writeFileSync(join(folder, "run.sh"), `trap "" HUP; "$1" "$2" run stripes.exp --engine wasm; echo $? > code; mv code ended\n`);
      const words = ["-qfc", `sh run.sh "${process.execPath}" "${main}"`, "/dev/null"];
      const terminal = spawn("script", words, { cwd: folder, stdio: ["ignore", "pipe", "inherit"] });
      terminal.stdout.on("data", text => {
        if (String(text).includes("█")) terminal.kill("SIGKILL");
      });
      await once(terminal, "exit");
      await vi.waitFor(() => readFileSync(join(folder, "ended")), { timeout: patience, interval: 100 });
      // By SIGHUP, signal 1.
      expect(readFileSync(join(folder, "ended"), "utf8")).toBe("129\n");
      const run = join(folder, "runs", "stripes-1");
      expect(existsSync(join(run, "weights.safetensors"))).toBe(true);
      const journal = readFileSync(join(run, "metrics.jsonl"), "utf8").trimEnd().split("\n");
      expect(JSON.parse(journal.at(-1)!)).toMatchObject({ event: "interrupted" });
    },
    patience,
  );

  test.skipIf(!existsSync("/dev/full"))(
    "stops when the disk behind it is full, which is a failure of the machine",
    async () => {
      const full = openSync("/dev/full", "w");
      const { code, stderr } = await ended(place(long), full, () => {});
      closeSync(full);
      const failure = ["error: cannot write standard output: the disk is full", "  free some space, then run it again"];
      expect({ code, stderr }).toEqual({ code: 4, stderr: [stopping, ...failure, ""] });
    },
    patience,
  );
});

describe("what cannot run", () => {
  test("a mistake in the experiment ends with 1 and makes no run folder", () => {
    const folder = place(small.replace("error_rate", "eror_rate"));
    const { code, stdout, stderr } = exp(folder, "run", "stripes.exp");
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toContain("unknown-metric");
    expect(existsSync(join(folder, "runs"))).toBe(false);
  });

  test(
    "a failure after training ends with its code, and the weights are kept",
    () => {
      const folder = folderOf({ ...images, "empty.png": "", "stripes.exp": `${data()}fit 1 epochs\npredict "empty.png"\n` });
      const { code, stdout, stderr } = exp(folder, "run", "stripes.exp", "--engine", "wasm");
      expect(code).toBe(3);
      expect(stderr).toContain(`error: ${join(folder, "empty.png")}: `);
      expect(stdout.split("\n").slice(-5)).toEqual([
        "ended early; kept:",
        "weights  runs/stripes-1/weights.safetensors",
        "run      runs/stripes-1",
        "resume   exp resume runs/stripes-1",
        "",
      ]);
      expect(existsSync(join(folder, "runs", "stripes-1", "weights.safetensors"))).toBe(true);
    },
    patience,
  );

  test("a run folder that cannot be made ends with 4", () => {
    const folder = folderOf({ ...images, "stripes.exp": small, runs: "a file" });
    const { code, stderr } = exp(folder, "run", "stripes.exp", "--engine", "wasm");
    expect(code).toBe(4);
    expect(stderr).toBe(`error: cannot write ${join(folder, "runs")}: a file is in the place of its folder\n  give another folder\n`);
  });
});

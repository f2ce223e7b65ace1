import { join } from "node:path";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { inlinePicture, protocolOf } from "../../src/cli/display/inline_picture.ts";
import { jsonDisplay } from "../../src/cli/display/json.ts";
import { peopleDisplay } from "../../src/cli/display/people.ts";
import { barText } from "../../src/cli/display/progress.ts";
import { quietDisplay } from "../../src/cli/display/quiet.ts";
import type { BatchEvent } from "../../src/events/batch.ts";
import { corruptedLines } from "../../src/events/corrupted.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { argumentPath } from "../../src/events/paths.ts";
import { clock, figure } from "../../src/events/table.ts";
import { confusionLines } from "../../src/tasks/classification/events/confusion.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "./plans.ts";
import { screenOf, streamOf } from "./screen.ts";

const run = join(process.cwd(), "runs", "pets-1");
const fit = planOf().steps[0];
const plan = planOf({
  steps: [
    fit,
    { kind: "visualize", layer: 1, name: "conv1", pictures: [{ kind: "filters" }], channels: null, frames: null },
    { kind: "evaluate", metrics: [{ name: "accuracy" }] },
  ],
});

const batch = (changes: Partial<BatchEvent>): BatchEvent => ({
  event: "batch",
  step: 0,
  phase: 0,
  epoch: 0,
  batch: 1,
  batches: 2,
  training: true,
  loss: 0.7,
  smoothLoss: 0.7,
  learningRates: [1e-3],
  momentum: 0.9,
  ...changes,
});
const epoch = (n: number, trainLoss: number, validLoss: number, error: number): RunEvent => ({
  event: "epoch",
  step: 0,
  phase: 0,
  phaseName: "whole",
  epoch: n,
  trainLoss,
  validLoss,
  metrics: { error_rate: error },
  seconds: 61.4,
});
const report = { broken: [], waitedSeconds: 1, totalSeconds: 20, cachedBytes: 0 };
const evaluated = (step: number): RunEvent => ({
  event: "evaluated",
  step,
  loss: 0.25,
  metrics: { accuracy: 0.75 },
  confusion: [
    [11, 1],
    [0, 4],
  ],
  worst: [],
});

const whole: RunEvent[] = [
  { event: "started", plan, folder: run },
  { event: "phase", step: 0, phase: 0, name: "whole", epochs: 2, stepsPerEpoch: 2 },
  batch({ batch: 1 }),
  batch({ batch: 2 }),
  batch({ batch: 1, batches: 1, training: false }),
  epoch(0, 0.7, 0.69, 0.5),
  batch({ batch: 1, epoch: 1 }),
  epoch(1, 0.5, 12.25, 0.25),
  evaluated(0),
  { event: "saved", file: join(run, "weights.safetensors") },
  { event: "picture", step: 1, title: "resnet18, layer 1 (conv1)", file: join(run, "pictures", "layer-1.png"), caption: "" },
  batch({ step: 2, training: false, batch: 1, batches: 1 }),
  evaluated(2),
  { event: "finished", seconds: 130, loader: report, report: join(run, "report.html") },
];
const table = `pets.exp: resnet18 on 2 images of 2 classes, by wasm on CPU, 1 thread
inferred: labels are the names of the folders

fit
phase  epoch  train_loss  valid_loss  error_rate  time
whole  0      0.700000    0.690000    0.500000    01:01
whole  1      0.500000    12.250000   0.250000    01:01

visualize resnet18, layer 1 (conv1): runs/pets-1/pictures/layer-1.png

evaluate
accuracy 0.750000, 1 of 16 wrong, loss 0.250000
images by actual class (row) and predicted class (column):
┌────────┬───┬────┬───┐
│ actual │ # │  1 │ 2 │
├────────┼───┼────┼───┤
│ cat    │ 1 │ 11 │ 1 │
│ dog    │ 2 │  · │ 4 │
└────────┴───┴────┴───┘

done in 2 min 10 s; the engine waited for images 5.0 % of its time
weights      runs/pets-1/weights.safetensors
pictures     runs/pets-1/pictures/layer-1.png
report       runs/pets-1/report.html
browser      exp view runs/pets-1
TensorBoard  tensorboard --logdir runs
`;

/** What people see of some events. */
function seen(events: RunEvent[], { tty = false, environment = {} }: { tty?: boolean; environment?: Record<string, string> } = {}) {
  const [out, err] = [streamOf({ tty }), streamOf({ tty })];
  const display = peopleDisplay(plan, { out, err }, environment);
  for (const event of events) display.add(event);
  display.close();
  return { out: out.text(), err: err.text() };
}

describe("for people", () => {
  test("a pipe gets whole lines without control characters", () => {
    expect(seen(whole)).toEqual({ out: table, err: "" });
  });

  test("on a terminal the bars come and go, and the same lines stay", () => {
    const { out } = seen(whole, { tty: true });
    expect(out).toContain("whole 0  ");
    expect(out).toContain("whole 0 validation  ");
    expect(out).toContain("evaluate  ");
    expect(screenOf(out)).toBe(table);
    // The cursor is shown again as often as it is hidden.
    expect(out.split("\x1b[?25h").length).toBe(out.split("\x1b[?25l").length);
  });

  test("fine_tune names the head and the whole in one table, with a column as wide as its metric", () => {
    const phases = [
      { ...("phases" in fit ? fit.phases[0] : never()), name: "head" },
      { ...("phases" in fit ? fit.phases[0] : never()), name: "whole" },
    ];
    const tuned = planOf({
      steps: [
        {
          kind: "fine_tune",
          metrics: [{ name: "top_k_accuracy", k: 3 }, { name: "roc_auc" }],
          weightDecay: 0,
          dropout: 0.5,
          checkpoint: { seconds: 300 },
          phases,
        },
        { kind: "evaluate", metrics: [] },
      ],
    });
    const out = streamOf({});
    const display = peopleDisplay(tuned, { out, err: streamOf({}) }, {});
    for (const [p, phaseName] of ["head", "whole"].entries()) {
      display.add({ event: "phase", step: 0, phase: p, name: phaseName, epochs: 1, stepsPerEpoch: 2 });
      const metrics = { top_k_accuracy_3: 1, roc_auc: Number.NaN };
      display.add({ ...epoch(0, 1, 1, 0), phaseName, metrics, seconds: 3725 } as RunEvent);
    }
    expect(out.text()).toBe(`
fine_tune
phase  epoch  train_loss  valid_loss  top_k_accuracy_3  roc_auc   time
head   0      1.000000    1.000000    1.000000          nan       1:02:05
whole  0      1.000000    1.000000    1.000000          nan       1:02:05
`);
  });

  test("broken files are named with their reasons", () => {
    const files = [{ path: "/data/a.jpg", reason: "it ends too early" }];
    expect(seen([{ event: "broken", files }]).err).toBe(
      "warning: 1 file cannot be read and is skipped:\n  /data/a.jpg: it ends too early\n",
    );
    const many = Array.from({ length: 22 }, (_, i) => ({ path: `/data/${i}.jpg`, reason: "empty" }));
    const lines = seen([{ event: "broken", files: many }]).err.split("\n");
    expect([lines[0], lines.at(-2), lines.length]).toEqual(["warning: 22 files cannot be read and are skipped:", "  and 2 more", 23]);
  });

  test("predictions have a line each, with the three likeliest classes", () => {
    const top = [
      { class: "dog", probability: 0.9 },
      { class: "cat", probability: 0.0625 },
      { class: "cow", probability: 0.03 },
      { class: "pig", probability: 0.0075 },
    ];
    const path = join(process.cwd(), "garden.jpg");
    const event: RunEvent = { event: "predicted", step: 0, predictions: [{ path, actual: null, predicted: "dog", probability: 0.9, top }] };
    expect(seen([event]).out).toBe("\npredict\ngarden.jpg: dog 90 %, cat 6.3 %, cow 3.0 %\n");
  });

  test("of many predictions the first twenty, and where the others are", () => {
    const many = Array.from({ length: 1797 }, (_, i) => ({
      path: `/data/${i}.jpg`,
      actual: null,
      predicted: "dog",
      probability: 0.9,
      top: [{ class: "dog", probability: 0.9 }],
    }));
    const lines = seen([whole[0], { event: "predicted", step: 0, predictions: many }]).out.split("\n");
    const from = lines.indexOf("predict");
    expect([lines[from + 1], lines[from + 20], lines[from + 22]]).toEqual(["/data/0.jpg: dog 90 %", "/data/19.jpg: dog 90 %", ""]);
    expect(lines[from + 21]).toBe(`and 1,777 more: all are in ${join("runs", "pets-1", "metrics.jsonl")}, in the event \`predicted\``);
  });

  test("a run that was stopped says what was kept", () => {
    const kept = [join(run, "weights.safetensors"), join(run, "metrics.jsonl")];
    const { out } = seen([whole[0], { event: "saved", file: kept[0] }, { event: "interrupted", kept }]);
    expect(out.split("\n").slice(2)).toEqual([
      "",
      "stopped before the end",
      "kept    runs/pets-1/weights.safetensors",
      "        runs/pets-1/metrics.jsonl",
      "resume  exp resume runs/pets-1",
      "",
    ]);
  });

  test("so does one that failed", () => {
    const { out } = seen([...whole.slice(0, 2), { event: "saved", file: join(run, "weights.safetensors") }]);
    expect(out.split("\n").slice(-6)).toEqual([
      "",
      "ended early; kept:",
      "weights  runs/pets-1/weights.safetensors",
      "run      runs/pets-1",
      "resume   exp resume runs/pets-1",
      "",
    ]);
  });

  test("a note on a terminal takes the bar away first", () => {
    const out = streamOf({ tty: true });
    const display = peopleDisplay(plan, { out, err: out }, {});
    display.add(whole[1]);
    display.add(batch({ batch: 1 }));
    display.note("stopping");
    display.add(batch({ batch: 2 }));
    display.close();
    expect(screenOf(out.text())).toBe("\nfit\nphase  epoch  train_loss  valid_loss  error_rate  time\nstopping\n");
  });
});

describe("control characters of people's names are made visible, and break no line", () => {
  const evil = "pug\x1b]0;owned\x07\n\u009b2J";
  const shown = "pug␛]0;owned␇␊‹U+009B›2J";
  const path = `/data/${evil}.jpg`;
  const data = { ...plan.data, classes: [evil, "dog"] };
  const given = planOf({ steps: plan.steps, file: `/home/ada/${evil}.exp`, data, inferences: [`labels: ${evil}`] });
  const events: RunEvent[] = [
    { event: "started", plan: given, folder: `/runs/${evil}` },
    { event: "warning", message: `of ${evil}` },
    { event: "broken", files: [{ path, reason: `not ${evil}` }] },
    evaluated(2),
    { event: "predicted", step: 0, predictions: [prediction()] },
    { event: "picture", step: 1, title: evil, file: path, caption: "" },
    { event: "saved", file: path },
  ];
  function prediction() {
    return { path, actual: null, predicted: evil, probability: 1, top: [{ class: evil, probability: 1 }] };
  }

  test("for people", () => {
    const [out, err] = [streamOf({}), streamOf({})];
    const display = peopleDisplay(given, { out, err }, {});
    for (const event of events) display.add(event);
    display.close();
    expect(out.text()).toBe(`${shown}.exp: resnet18 on 2 images of 2 classes, by wasm on CPU, 1 thread
inferred: labels: ${shown}

evaluate
accuracy 0.750000, 1 of 16 wrong, loss 0.250000
images by actual class (row) and predicted class (column):
┌──────────────────────────┬───┬────┬───┐
│ actual                   │ # │  1 │ 2 │
├──────────────────────────┼───┼────┼───┤
│ ${shown} │ 1 │ 11 │ 1 │
│ dog                      │ 2 │  · │ 4 │
└──────────────────────────┴───┴────┴───┘

predict
/data/${shown}.jpg: ${shown} 100 %

visualize ${shown}: /data/${shown}.jpg

ended early; kept:
pictures  /data/${shown}.jpg
weights   /data/${shown}.jpg
run       /runs/${shown}
resume    exp resume '/runs/${shown}'
`);
    expect(err.text()).toBe(`warning: of ${shown}\nwarning: 1 file cannot be read and is skipped:\n  /data/${shown}.jpg: not ${shown}\n`);
  });

  test("quietly; a pipe gets the folder as it is named", () => {
    const told = (tty: boolean) => {
      const [out, err] = [streamOf({ tty }), streamOf({})];
      const display = quietDisplay({ out, err });
      for (const event of events) display.add(event);
      display.close();
      expect(err.text().split("\n")[0]).toBe(`warning: of ${shown}`);
      return out.text();
    };
    expect([told(true), told(false)]).toEqual([`/runs/${shown}\n`, `/runs/${evil}\n`]);
  });

  test("in the pairs of many classes", () => {
    const classes = [evil, ...Array.from({ length: 12 }, (_, i) => `c${i}`)];
    const confusion = classes.map((_, a) => classes.map((_, p) => (a === 0 && p === 1 ? 2 : 0)));
    expect(confusionLines(confusion, classes)).toEqual(["most confused:", `  ${shown} predicted as c0: 2 images`]);
  });
});

describe("the bar", () => {
  const advance = { title: "whole 0", done: 12, total: 24, text: "12/24  loss 0.512", left: ["41 s left"] };
  const rough = { ...advance, left: ["about 40 s left, not measured yet", "about 40 s left"] };
  test.each([
    [80, advance, `whole 0  ${"█".repeat(15)}${"░".repeat(15)}  12/24  loss 0.512  41 s left`],
    [60, advance, `whole 0  ${"█".repeat(10)}${"░".repeat(10)}  12/24  loss 0.512  41 s left`],
    [80, rough, `whole 0  ${"█".repeat(8)}${"░".repeat(8)}  12/24  loss 0.512  about 40 s left, not measured yet`],
    [60, rough, `whole 0  ${"█".repeat(7)}${"░".repeat(7)}  12/24  loss 0.512  about 40 s left`],
    [40, advance, "whole 0  ██████░░░░░  12/24  loss 0.512"],
    [20, advance, "whole 0    12/24  l"],
    [80, { ...advance, done: 24, left: [] }, `whole 0  ${"█".repeat(30)}  12/24  loss 0.512`],
  ])("in %i columns: %j", (width, given, text) => {
    expect(barText(given, width)).toBe(text);
  });

  test("shows how far the weights have come, and leaves no trace", () => {
    const out = streamOf({ tty: true });
    const display = peopleDisplay(plan, { out, err: out }, {});
    display.download(2 ** 20, 2 ** 22);
    display.download(2 ** 22, 2 ** 22);
    expect(out.text()).toContain(`weights  ${"█".repeat(8)}${"░".repeat(22)}  1.00 MiB of 4.00 MiB`);
    expect(screenOf(out.text())).toBe("");
    display.close();
  });
});

test("quiet: warnings on standard error, the folder at the end", () => {
  const [out, err] = [streamOf({}), streamOf({})];
  const display = quietDisplay({ out, err });
  for (const event of whole) display.add(event);
  display.add({ event: "warning", message: "small weights" });
  expect(out.text()).toBe("");
  display.close();
  expect({ out: out.text(), err: err.text() }).toEqual({ out: "runs/pets-1\n", err: "warning: small weights\n" });
});

test("json: each event on a line, the plan within the first", () => {
  const [out, err] = [streamOf({}), streamOf({})];
  const display = jsonDisplay({ out, err });
  for (const event of whole) display.add(event);
  display.close();
  const lines = out.text().trimEnd().split("\n");
  expect(lines.map(line => JSON.parse(line))).toEqual(whole);
  expect(err.text()).toBe("");
});

describe("on a narrow terminal", () => {
  const long = (tty: boolean, columns: number) => {
    const out = streamOf({ tty, columns });
    const several = planOf({
      steps: [
        { ...fit, metrics: [{ name: "accuracy" }, { name: "roc_auc" }, { name: "top_k_accuracy", k: 3 }] } as typeof fit,
        ...plan.steps.slice(1),
      ],
      inferences: ["batch: 16, because 327 training images make only 5 steps of 64, and so few are soon over"],
    });
    const display = peopleDisplay(several, { out, err: out }, { TERM: "dumb" });
    for (const event of whole.slice(0, -1)) display.add(event.event === "started" ? { ...event, plan: several } : event);
    display.add({ event: "warning", message: "the published weights are out of reach, so training starts from exp's own small ones" });
    display.close();
    return out.text().replaceAll(/\x1b\[\d+m/g, "");
  };

  test("lines end between words, and a wide table continues below", () => {
    const text = long(true, 60);
    for (const line of text.split("\n")) if (!line.includes("runs/")) expect(line.length, line).toBeLessThanOrEqual(60);
    expect(text).toContain(`phase  epoch  train_loss  valid_loss  accuracy  roc_auc
       top_k_accuracy_3  time
whole  0      0.700000    0.690000    nan       nan
       nan               01:01
`);
    expect(text).toContain("warning: the published weights are out of reach, so training\n  starts from");
  });

  test("a pipe has each on one line", () => {
    const lines = long(false, 60).split("\n");
    expect(lines).toContain("phase  epoch  train_loss  valid_loss  accuracy  roc_auc   top_k_accuracy_3  time");
    expect(lines).toContain("inferred: batch: 16, because 327 training images make only 5 steps of 64, and so few are soon over");
  });

  test("a matrix that is too wide becomes pairs, a table of corruptions loses its lines", () => {
    const names = Array.from({ length: 12 }, (_, i) => `a breed with a name of length ${i}`);
    const confusion = names.map((_, a) => names.map((_, p) => (a === 0 && p === 1 ? 2 : 0)));
    expect(confusionLines(confusion, names, 80)).toEqual(["most confused:", `  ${names[0]} predicted as ${names[1]}: 2 images`]);
    expect(confusionLines(confusion, names)[1]).toMatch(/^┌/);
    const measured = { accuracy: 0.5, metrics: {} };
    const severities = [measured, measured, measured, measured, measured];
    const event = {
      event: "evaluated_corrupted",
      step: 0,
      images: 2,
      clean: measured,
      rows: [{ corruption: "gaussian_noise", family: "noise", severities }],
    } as const;
    const lines = corruptedLines({ ...event, rows: [...event.rows] }, 60);
    expect(lines.slice(-3)).toEqual([
      "corruption          1      2      3      4      5   mean",
      "gaussian_noise  0.500  0.500  0.500  0.500  0.500  0.500",
      "all             0.500  0.500  0.500  0.500  0.500  0.500",
    ]);
  });
});

test.each([
  ["runs/pets-1", "runs/pets-1"],
  ["my runs/pets-1", "'my runs/pets-1'"],
  ["it's/pets-1", "'it'\\''s/pets-1'"],
  ["$HOME/pets-1", "'$HOME/pets-1'"],
])("the path %s in a command to copy: %s", (path, shown) => {
  expect(argumentPath(join(process.cwd(), path))).toBe(shown);
});

describe("the confusion of many classes", () => {
  const classes = Array.from({ length: 13 }, (_, i) => `c${i}`);
  const empty = () => classes.map(() => classes.map(() => 0));
  test("is told by its most confused pairs", () => {
    const confusion = empty();
    [confusion[0][0], confusion[3][4], confusion[5][0]] = [50, 2, 1];
    expect(confusionLines(confusion, classes)).toEqual([
      "most confused:",
      "  c3 predicted as c4: 2 images",
      "  c5 predicted as c0: 1 image",
    ]);
  });
  test("or by there being none", () => {
    expect(confusionLines(empty(), classes)).toEqual(["no image was classified wrongly"]);
  });
});

describe("pictures in the terminal", () => {
  test.each([
    [{ KITTY_WINDOW_ID: "1", TERM: "xterm-kitty" }, "kitty"],
    [{ TERM_PROGRAM: "ghostty", TERM: "xterm-ghostty" }, "kitty"],
    [{ TERM_PROGRAM: "iTerm.app", TERM: "xterm-256color" }, "iterm"],
    [{ TERM_PROGRAM: "WezTerm", TERM: "xterm-256color" }, "iterm"],
    [{ KITTY_WINDOW_ID: "1", TERM: "tmux-256color", TMUX: "/x" }, null],
    [{ TERM: "xterm-256color" }, null],
    [{}, null],
  ])("%j: %s", (environment, protocol) => {
    expect(protocolOf(environment)).toBe(protocol);
  });

  test("the sequences carry the file, no wider than the terminal", async () => {
    const noise = { type: "gaussian", mean: 128, sigma: 30 } as const;
    const png = await sharp({ create: { width: 900, height: 60, channels: 3, background: "red", noise } })
      .png()
      .toBuffer();
    const file = join(folderOf({ "layer-1.png": png }), "layer-1.png");
    const kitty = inlinePicture(file, "kitty", 78);
    expect(kitty.startsWith("\x1b_Ga=T,f=100,q=2,c=78,m=1;")).toBe(true);
    const chunks = kitty.trimEnd().split("\x1b\\").filter(Boolean);
    expect(Buffer.from(chunks.map(chunk => chunk.slice(chunk.indexOf(";") + 1)).join(""), "base64")).toEqual(png);
    expect(chunks.map(chunk => /m=(.);/.exec(chunk)![1])).toEqual([...chunks.slice(1).map(() => "1"), "0"]);
    const iterm = inlinePicture(file, "iterm", 200);
    expect(iterm).toBe(`\x1b]1337;File=inline=1;size=${png.length};width=100;preserveAspectRatio=1:${png.toString("base64")}\x07\n`);
  });

  test("only a terminal that can gets them", async () => {
    const png = await sharp({ create: { width: 9, height: 9, channels: 3, background: "red" } })
      .png()
      .toBuffer();
    const file = join(folderOf({ "layer-1.png": png }), "layer-1.png");
    const picture: RunEvent = { event: "picture", step: 1, title: "t", file, caption: "" };
    const environment = { TERM: "xterm-kitty" };
    expect(seen([picture], { environment }).out).not.toContain("\x1b");
    expect(seen([picture], { environment, tty: true }).out).toContain(inlinePicture(file, "kitty", 78));
    expect(seen([picture], { tty: true }).out).not.toContain("\x1b_G");
  });
});

test.each([
  [0.4, "00:00"],
  [59.6, "01:00"],
  [3599.4, "59:59"],
  [3600, "1:00:00"],
])("%d s is %s", (seconds, text) => {
  expect(clock(seconds)).toBe(text);
});

test("a metric that is not defined is nan", () => {
  expect([figure(Number.NaN), figure(0.1234567), figure(-1)]).toEqual(["nan", "0.123457", "-1.000000"]);
});

function never(): never {
  throw new Error("the plan's first step trains");
}

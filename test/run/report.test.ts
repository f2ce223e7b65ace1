import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseHTML } from "linkedom";
import { beforeAll, describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import type { Plan } from "../../src/plan/plan.ts";
import { html, name } from "../../src/report/html.ts";
import { edgeOf } from "../../src/report/plots/edge.ts";
import { drawOverlay } from "../../src/report/plots/overlay.ts";
import { named } from "../../src/report/plots/svg.ts";
import { thin } from "../../src/report/plots/thin.ts";
import { writeReport } from "../../src/report/report.ts";
import { reportScript } from "../../src/report/script.ts";
import { learningRateCurves, lossCurves } from "../../src/report/sections/curves.ts";
import { style } from "../../src/report/style.ts";
import { mostConfused } from "../../src/tasks/classification/metrics/confusion.ts";
import { metrics } from "../../src/tasks/classification/metrics/index.ts";
import { classScores, meanScores } from "../../src/tasks/classification/report/per_class.ts";
import type { TrainStep } from "../../src/train/phase.ts";
import { folderOf } from "../cli/exp.ts";
import { type FinishedRun, finishedRun, type RunShape } from "./finished_run.ts";
import { recordOf } from "./record_of.ts";

const breeds: RunShape = { classes: ["beagle", "boxer", "pug"], perClass: 5, epochs: 2, stepsPerEpoch: 4 };
const odd = ["<script>alert(1)</script>", "\"'&amp;", "🐕", "كلب"];

const runOf = (shape: RunShape = breeds): Promise<FinishedRun> => finishedRun(folderOf({}), shape);

async function reportOf({ folder, plan, events }: FinishedRun) {
  await writeReport(recordOf(folder, plan, events));
  const text = readFileSync(join(folder, "report.html"), "utf8");
  const { document } = parseHTML(text);
  const all = (selector: string): Tag[] => [...document.querySelectorAll(selector)];
  return {
    text,
    document,
    all,
    texts: (selector: string) => all(selector).map(({ textContent }) => textContent.trim().replace(/\s+/g, " ")),
  };
}
type Report = Awaited<ReturnType<typeof reportOf>>;
interface Tag {
  textContent: string;
  localName: string;
  getAttribute(name: string): string | null;
}

/** The cells of a table, row by row, found by its caption. */
function rowsOf({ document }: Report, caption: string): string[][] {
  const table = [...document.querySelectorAll("table")].find(t => t.querySelector("caption").textContent.includes(caption));
  return [...table.querySelectorAll("tr")].map(row => [...row.children].map(cell => cell.textContent.trim().replace(/\s+/g, " ")));
}

describe("the report of a run", () => {
  let report: Report;
  let run: FinishedRun;
  beforeAll(async () => {
    const root = mkdtempSync(join(tmpdir(), "exp-test-"));
    run = await finishedRun(root, breeds);
    report = await reportOf(run);
    return () => rmSync(root, { recursive: true });
  });

  test("has its sections in order, each with a heading that names it", () => {
    expect(report.texts("section > h2")).toEqual([
      "Experiment",
      "Results",
      "Curves",
      "Confusion matrix",
      "Images that it was most wrong about",
      "Scores of each class",
      "Precision, recall and ROC",
      "Calibration",
      "Training images",
      "Pictures",
      "Predictions",
      "Plan",
      "Inferences",
      "Broken files",
      "Environment",
    ]);
    for (const section of report.all("section")) expect(report.all(`#${section.getAttribute("aria-labelledby")}`)).toHaveLength(1);
  });

  test("begins with the experiment, its result in one line, the model and the data, when and where it ran, and what it was warned of", () => {
    expect(report.texts("h1")).toEqual(["pets.exp: error_rate 0.2000, 3 of 15 wrong"]);
    expect(report.texts("head > title")).toEqual(["pets.exp: error_rate 0.2000, 3 of 15 wrong"]);
    expect(report.texts(".result")).toEqual(["f1 0.8000, roc_auc not defined, validation loss 0.4321"]);
    expect(report.texts("header > p:not([class])")).toEqual([
      "resnet34 (pretrained: exp's own small weights) on pets: 78 images of 3 classes, 63 for training and 15 for validation",
    ]);
    expect(report.texts("header > .warning")).toEqual(["Warning: these weights are small: expect less than of ImageNet's"]);
    expect(report.texts("header > .quiet")).toEqual(["2026-11-24 06:57 UTC · wasm 4.22.0 on CPU, 2 threads · seed 42 · 2 min 3 s"]);
  });

  test("shows the source as it is written, and the table of epochs", () => {
    expect(report.all("pre")[0].textContent).toBe(run.plan.source.trimEnd());
    const [header, ...rows] = rowsOf(report, "Step 1: fine_tune");
    expect(header).toEqual(["phase", "epoch", "train_loss", "valid_loss", "error_rate", "f1", "time"]);
    expect(rows.map(row => [row[0], row[1], row[3], row[4]])).toEqual([
      ["head", "0", "1.4000", "0.4000"],
      ["whole", "0", "0.8000", "0.2000"],
      ["whole", "1", "0.6000", "0.1333"],
    ]);
    expect(rowsOf(report, "Evaluations")[1]).toEqual(["3: evaluate", "0.4321", "0.2000", "0.8000", "not defined"]);
  });

  test("draws one point for each step and each epoch, with what it is", () => {
    const titles = report.texts("figure svg title");
    expect(titles.filter(title => title.startsWith("step "))).toHaveLength(12);
    expect(titles.filter(title => title.includes("validation loss"))).toEqual([
      "head, epoch 0: validation loss 1.4000",
      "whole, epoch 0: validation loss 0.8000",
      "whole, epoch 1: validation loss 0.6000",
    ]);
  });

  test("shades a cell of the confusion matrix by its images and its share of the row, and hides zeros", () => {
    // Images 2, 7 and 12 are taken for the next class: one of five of each.
    const counts = report.document.querySelectorAll(".confusion tbody td");
    expect([...counts].map(cell => cell.querySelector(".count")?.textContent ?? "").join()).toBe("4,1,,,4,1,1,,4");
    expect([...counts].map(cell => cell.querySelector(".share")?.textContent ?? "").join()).toBe("80,20,,,80,20,20,,80");
    const cells = report.all(".confusion td[style]").map(cell => [cell.getAttribute("class"), cell.getAttribute("style")]);
    expect(cells.slice(0, 2)).toEqual([
      ["right", "--share:0.800;--part:1.000"],
      ["wrong", "--share:0.200;--part:0.250"],
    ]);
  });

  test("a cell of the confusion matrix, and a pair, lead to its images, greatest loss first", () => {
    const targets = report.all("a.to-cell").map(link => link.getAttribute("href")!);
    expect(targets).toEqual(["0-0", "0-1", "1-1", "1-2", "2-0", "2-2", "0-1", "1-2", "2-0"].map(cell => `#cell-${cell}`));
    for (const target of targets) expect(report.all(target)).toHaveLength(1);
    expect(report.texts("#cell-0-1 h4")).toEqual(["beagle predicted as boxer: 1 image"]);
    expect(report.texts("#cell-0-1 figcaption")).toEqual(["image 0_2.jpg80 % sure, loss 4.00"]);
    expect(report.all("#cell-0-0 img")).toHaveLength(4);
  });

  test("draws the curves of the classes with their areas, and the calibration", () => {
    expect(report.texts(".legend li")).toEqual([
      // By hand: with the guess at 0.8 and every fifth wrong, 4 of 5 are found beside one other, and then all others are even with the last.
      expect.stringMatching(/^mean of the classes 0\.\d{4}$/),
      ...["beagle", "boxer", "pug"].map(breed => `${breed} 0.7067`),
      expect.stringMatching(/^mean of the classes 0\.\d{4}$/),
      ...["beagle", "boxer", "pug"].map(breed => `${breed} 0.8500`),
    ]);
    expect(report.texts("#calibration > p")[0]).toContain("Expected calibration error 0.0000 after step 3 (evaluate)");
  });

  test("shows the images that it was most wrong about, and the predictions", () => {
    expect(report.texts("#images-that-it-was-most-wrong-about figcaption")[0]).toBe(
      "beagle predicted boxer, 80 % loss 4.0000image 0_2.jpg",
    );
    expect(report.all(".cards img")).toHaveLength(3);
    expect(report.texts("#predictions h3")).toEqual(["Step 4, after fine_tune: predict pets"]);
    expect(rowsOf(report, "3 images")[1]).toEqual(["image 0_0.jpg", "", "beagle", "80 %", "boxer 10 %, pug 10 %"]);
  });

  test("sets the estimate beside the time taken, and names inferences and broken files", () => {
    const steps = rowsOf(report, "estimated to take");
    expect(steps[1]).toEqual(["1", "fine_tune error_rate f1, decay 0.01", "1 min 30 s", "2 min 5 s"]);
    expect(steps.slice(2, 5).map(row => row.at(-1))).toEqual(["0.0 s", "3.0 s", "0.0 s"]);
    expect(steps.at(-1)).toEqual(["", "the whole run", "1 min 50 s", "2 min 3 s"]);
    expect(report.texts("#plan > p")).toEqual(["The engine waited for images 3.0 % of the time (3.0 s of 1 min 40 s)."]);
    expect(report.texts("#inferences li")).toEqual(run.plan.inferences);
    expect(rowsOf(report, "could not be read").slice(1)).toEqual([
      ["empty.jpg", "the file is empty"],
      ["torn.jpg", "the file ends early"],
    ]);
    expect(report.texts("#environment dd")).toEqual(
      expect.arrayContaining([
        "8.00 GiB",
        "wasm 4.22.0 on CPU, 2 threads: nothing faster is set up",
        "bit-for-bit reproducible with any number of threads and workers",
      ]),
    );
  });

  test("stands alone: no script but its own, nothing from elsewhere, every picture in the page", () => {
    const [policy] = report.all("meta").flatMap(tag => (tag.getAttribute("http-equiv") ? [tag.getAttribute("content")] : []));
    expect(policy).toBe(`default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src ${reportScript.hash}`);
    expect(report.all("script").map(({ textContent }) => textContent)).toEqual([reportScript.text.trim()]);
    expect(reportScript.text).not.toContain("</script");
    expect(reportScript.text.length).toBeLessThan(16 * 1024);
    for (const tag of report.all("*")) {
      expect(["link", "iframe", "object", "embed"]).not.toContain(tag.localName);
      for (const attribute of ["src", "href", "srcset"]) expect(tag.getAttribute(attribute) ?? "#").toMatch(/^(#|data:image\/)/);
    }
    expect(style).not.toMatch(/url\(|@import/);
    expect(report.text.length).toBeLessThan(1024 ** 2);
  });

  test("is told to those who do not see it", () => {
    for (const image of report.all("img")) expect(image.getAttribute("alt")).not.toBeNull();
    expect(report.all("img.picture, img.thumbnail").every(image => image.getAttribute("alt") !== "")).toBe(true);
    expect(report.all("figure > svg").map(svg => svg.getAttribute("aria-label"))).toEqual([
      "Training loss over 12 steps; validation loss 0.6000 at the end",
      "Metrics after each of 3 epochs: error_rate, f1",
      "Learning rates over 12 steps of stem to layer2; layer3 and layer4; head",
      "Precision over recall of mean of the classes, beagle, boxer, pug",
      "True over false positive rate of mean of the classes, beagle, boxer, pug",
      "Share that is right, by the probability of the likeliest class; expected calibration error 0.0000",
      "Images by the probability of their likeliest class",
    ]);
    for (const svg of report.all("figure > svg")) expect(svg.getAttribute("role")).toBe("img");
    for (const table of report.document.querySelectorAll("table")) {
      expect(table.querySelector("caption").textContent).not.toBe("");
      for (const head of table.querySelectorAll("th")) expect(["col", "row"]).toContain(head.getAttribute("scope"));
    }
    expect(["header", "nav", "main"].map(landmark => report.all(landmark).length)).toEqual([1, 1, 1]);
    expect(report.document.documentElement.getAttribute("lang")).toBe("en");
  });

  test("leaves nothing beside it in the folder", () => {
    expect(readdirSync(run.folder).sort()).toEqual(["environment.json", "evaluations", "pictures", "report.html"]);
  });
});

test("names with any characters come out as they went in, and nothing of them is markup", async () => {
  const report = await reportOf(await runOf({ ...breeds, classes: odd }));
  expect(report.texts(".confusion tbody th")).toEqual(odd);
  expect(report.all("script")).toHaveLength(1);
  expect(report.text).not.toContain("<script>alert");
  expect(
    report
      .all("#precision-recall-and-roc svg")
      .find(svg => svg.getAttribute("aria-label"))
      ?.getAttribute("aria-label"),
  ).toBe(`Precision over recall of mean of the classes, ${odd.join(", ")}`);
});

test("names with any characters stand on the axes of a picture of a matrix, too", async () => {
  const classes = [...odd, ...Array.from({ length: 40 }, (_, i) => `${i}`)];
  const report = await reportOf(await runOf({ ...breeds, classes }));
  const names = report.texts(".heat-map .count text");
  expect(names).toEqual(expect.arrayContaining(["<script>alert(1…", "\"'&amp;", "🐕", "كلب"]));
});

test("of many predictions those that are guesses come first, and most are folded up under a count by class", async () => {
  const run = await runOf();
  const domain = { distance: 1, distancePercentile: 0.995, energy: 0, energyPercentile: 0.5, unlike: false };
  const predictions = Array.from({ length: 1100 }, (_, i) => ({
    path: join(run.plan.data.folder, "sub", `${i}.jpg`),
    actual: null,
    predicted: i % 4 === 0 ? "pug" : "boxer",
    probability: 0.99 - i / 2000,
    top: [],
    domain: { ...domain, unlike: i === 7 || i === 1 },
  }));
  const report = await reportOf({ ...run, events: [{ event: "predicted", step: 3, predictions }] });
  expect(report.texts("#predictions p")).toEqual([
    "1,100 images: 2 of them are unlike the training images, and what the model says of such is a guess.",
  ]);
  expect(rowsOf(report, "Images by predicted class").slice(1)).toEqual([
    ["boxer", "825", "75 %", "0.7150", "2"],
    ["pug", "275", "25 %", "0.7160", "0"],
  ]);
  const open = rowsOf(report, "The first 30 of 1,100 images").slice(1);
  expect(open.map(([image]) => image).slice(0, 4)).toEqual(["sub/7.jpg", "sub/1.jpg", "sub/1099.jpg", "sub/1098.jpg"]);
  expect(open[0].at(-1)).toBe("99 % unlike the training images");
  expect(open).toHaveLength(30);
  expect(report.texts("#predictions summary")).toEqual(["970 more"]);
  expect(rowsOf(report, "metrics.jsonl has the other 100")).toHaveLength(971);
  expect(report.all("#predictions table.sortable")).toHaveLength(3);
});

test("pictures stand under the steps that drew them, with what the model had learned by then, and explanations by themselves", async () => {
  const { folder, plan, events } = await runOf();
  const [fineTune, visualize] = plan.steps;
  const explain = {
    kind: "explain",
    what: { kind: "worst", count: 9 },
    images: 9,
    methods: ["gradcam"],
    of: { kind: "predicted" },
  } as const;
  const steps: Plan["steps"] = [visualize, fineTune, visualize, explain as unknown as Plan["steps"][number]];
  const picture = events.find(event => event.event === "picture")!;
  const drawn = [0, 2, 2, 3].map(
    (step, i): RunEvent => ({ ...picture, step, ...(i === 2 && { file: join(folder, "pictures", "a.webp") }) }),
  );
  const report = await reportOf({ folder, plan: { ...plan, steps }, events: drawn });
  expect(report.texts("#pictures h3, #explanations h3")).toEqual([
    "Step 1, before training: visualize layer 1 (conv1): filters",
    "Step 3, after fine_tune: visualize layer 1 (conv1): filters",
    "Step 4, after fine_tune: explain worst 9 with gradcam",
  ]);
  const alts = report.all("img.picture").map(image => image.getAttribute("alt"));
  expect(alts.slice(0, 2)).toEqual(["1, before training", "3, after fine_tune"].map(when => `Step ${when}: resnet34, layer 1 (conv1)`));
  expect(report.texts("nav a")).toContain("Explanations");
  // What moves is folded up where no script knows whether it may.
  expect(report.all("details.animation")).toHaveLength(1);
});

test("control characters become visible", () => {
  expect(html`<p title="${'"'}">${name("a\u001b[1m")}</p>`.text).toBe('<p title="&quot;"><bdi>a␛[1m</bdi></p>');
});

test("images and pictures that are gone are named only", async () => {
  const run = await runOf();
  rmSync(run.plan.data.folder, { recursive: true });
  rmSync(join(run.folder, "pictures"), { recursive: true });
  const report = await reportOf(run);
  expect(report.all("img")).toEqual([]);
  expect(report.texts("#images-that-it-was-most-wrong-about figure")[0]).toContain("image 0_2.jpg");
  expect(report.texts("#pictures figure")[0]).toContain("pictures/layer-1.png");
});

test("many classes: the confusion matrix as a picture, and long tables folded up", async () => {
  const classes = Array.from({ length: 70 }, (_, i) => `class ${i}`);
  const report = await reportOf(await runOf({ ...breeds, classes }));
  expect(rowsOf(report, "Classes predicted as another")[1]).toEqual(["class 0", "class 1", "1", "20 %"]);
  expect(rowsOf(report, "Classes predicted as another")).toHaveLength(21);
  expect(report.texts("summary")).toEqual([
    "Images of the cells",
    "70 classes",
    "Images of each of the 70 classes",
    "2 layers to visualize",
  ]);
  expect(report.all(".confusion")).toEqual([]);
  expect(report.all(".heat-map svg").map(svg => svg.getAttribute("aria-label"))).toEqual([
    "Confusion matrix of 70 classes, images",
    "Confusion matrix of 70 classes, shares",
  ]);
  expect(report.texts(".legend li")).toHaveLength(10);
});

/** The headline, and what follows it. */
const resultOf = (report: Awaited<ReturnType<typeof reportOf>>) => [...report.texts("h1"), ...report.texts(".result")];

test("where no image was wrong, the least sure are shown, and a loss that one image makes is said", async () => {
  const run = await runOf();
  const events = run.events.map(event => {
    if (event.event !== "evaluated") return event;
    const worst = event.worst.map(image => ({ ...image, predicted: image.actual! }));
    return { ...event, loss: 3.3, losses: { mean: 3.3, median: 0.0102, half: 1 }, worst };
  });
  const report = await reportOf({ ...run, events });
  expect(report.texts("#images-that-it-was-most-wrong-about p")[0]).toBe("None was wrong after step 3 (evaluate); the least sure:");
  expect(report.texts("#images-that-it-was-most-wrong-about figcaption")[0]).toContain("beagle, 80 %: right");
  expect(report.texts(".result")[0]).toContain("validation loss 3.3000 (median 0.0102; one image 4)");
});

test("a plan that trains nothing has no table and no curves", async () => {
  const run = await runOf();
  const events = run.events.filter(({ event }) => event === "predicted" || event === "finished");
  const report = await reportOf({ ...run, events });
  expect(resultOf(report)).toEqual(["pets.exp: 3 images predicted"]);
  expect(report.texts("h2").slice(0, 3)).toEqual(["Experiment", "Predictions", "Plan"]);
});

describe("a run that was stopped", () => {
  const stoppedRun = async () => {
    const { folder, plan, events } = await runOf();
    const evaluated = events.findIndex(({ event }) => event === "evaluated");
    const firstEpoch = events.findIndex(({ event }) => event === "epoch");
    const fit: Plan["steps"][number] = { ...(plan.steps[0] as TrainStep), kind: "fit" };
    const again = (event: RunEvent): RunEvent => ("step" in event ? { ...event, step: 1 } : event);
    return {
      stopped: (events: RunEvent[]) => ({ folder, plan: { ...plan, steps: [plan.steps[0], fit] }, events }),
      training: events.slice(0, evaluated),
      evaluated: events[evaluated],
      oneEpochMore: events.slice(2, firstEpoch + 1).map(again),
    };
  };

  test("in training tells of its last epoch", async () => {
    const { stopped, training } = await stoppedRun();
    const report = await reportOf(stopped(training));
    expect(resultOf(report)).toEqual([
      "pets.exp: error_rate 0.1333 after epoch 1 of phase whole, step 1 (fine_tune)",
      "f1 0.8667, validation loss 0.6000",
    ]);
    expect(report.texts("h2")).not.toContain("Confusion matrix");
  });

  test("in a later training step tells of that one's last epoch, and of which model the rest is", async () => {
    const { stopped, training, evaluated, oneEpochMore } = await stoppedRun();
    const report = await reportOf(stopped([...training, evaluated, ...oneEpochMore]));
    expect(resultOf(report)).toEqual([
      "pets.exp: error_rate 0.4000 after epoch 0 of phase head, step 2 (fit)",
      "f1 0.6000, validation loss 1.4000",
    ]);
    for (const section of ["confusion-matrix", "scores-of-each-class", "images-that-it-was-most-wrong-about"])
      expect(report.texts(`#${section}`)[0]).toContain("after step 1 (fine_tune)");
  });

  test("before the first epoch of a later step says that its result is from before", async () => {
    const { stopped, training, evaluated, oneEpochMore } = await stoppedRun();
    const report = await reportOf(stopped([...training, evaluated, ...oneEpochMore.slice(0, -1)]));
    expect(resultOf(report)).toEqual([
      "pets.exp: error_rate 0.2000, 3 of 15 wrong after step 1 (fine_tune)",
      "f1 0.8000, validation loss 0.4321",
    ]);
  });

  test("between two steps has the result of the first", async () => {
    const { stopped, training, evaluated } = await stoppedRun();
    expect(resultOf(await reportOf(stopped([...training, evaluated])))).toEqual([
      "pets.exp: error_rate 0.2000, 3 of 15 wrong",
      "f1 0.8000, validation loss 0.4321",
    ]);
  });
});

test("long runs stay small: a thousand points a line", async () => {
  const run = await runOf({ ...breeds, epochs: 3, stepsPerEpoch: 2000 });
  const report = await reportOf(run);
  const lines = report.all("figure > svg g path").map(path => path.getAttribute("d")!.split(/[ML]/).length - 1);
  expect(Math.max(...lines)).toBeLessThanOrEqual(1000);
  expect(Math.max(...lines)).toBeGreaterThan(500);
  expect(statSync(join(run.folder, "report.html")).size).toBeLessThan(1024 ** 2);
});

describe("curves", () => {
  test("steps count on through the phases; groups with the same rates share a line", async () => {
    const { folder, plan, events } = await runOf({ ...breeds, epochs: 1 });
    const record = recordOf(folder, plan, events);
    const loss = lossCurves(record);
    expect(loss.training.map(({ step, phase }) => [step, phase])).toEqual([1, 2, 3, 4, 5, 6, 7, 8].map(step => [step, step <= 4 ? 0 : 1]));
    expect(loss.validation.map(({ step }) => step)).toEqual([4, 8]);
    expect(loss.phases).toEqual([
      { step: 0, name: "head" },
      { step: 4, name: "whole" },
    ]);
    const even = events.map((event): RunEvent => (event.event === "batch" ? { ...event, learningRates: [1e-3, 1e-3, 2e-3] } : event));
    expect(learningRateCurves(recordOf(folder, plan, even)).lines.map(line => line.name)).toEqual([
      "stem to layer2 and layer3 and layer4",
      "head",
    ]);
    const constant = even.map((event): RunEvent => (event.event === "batch" ? { ...event, learningRates: [1e-3, 1e-3, 1e-3] } : event));
    const report = await reportOf({ folder, plan, events: constant });
    expect(report.texts("#curves figcaption p")).toContain("Learning rate of every parameter group, on a logarithmic axis");
    for (const path of report.all("figure > svg path")) expect(path.getAttribute("d")).not.toContain("NaN");
  });

  test("a phase too short for its name has a line only", () => {
    const phases = [
      { step: 0, name: "head" },
      { step: 2, name: "whole" },
    ];
    expect(named(phases, 100).map(({ name }) => name)).toEqual(["whole"]);
    expect(named(phases, 10)).toEqual(phases);
  });

  test("one bad epoch is marked on the edge, and does not press the others into a line", async () => {
    const { folder, plan, events } = await runOf();
    let epochs = 0;
    const diverging = events.map((event): RunEvent => (event.event === "epoch" && epochs++ === 1 ? { ...event, validLoss: 46.5 } : event));
    const report = await reportOf({ folder, plan, events: diverging });
    const [chart] = report.all("figure.chart");
    const { y, series } = JSON.parse(chart.getAttribute("data-chart")!);
    expect(y.domain[1]).toBeLessThan(4);
    expect(series[2].points.map(([, loss]: number[]) => loss)).toEqual([1.4, 46.5, 0.6]);
    expect(report.texts("figure svg title").filter(title => title.includes("validation loss"))).toHaveLength(3);
    expect(report.texts("#curves figcaption")[0]).toMatch(/; ▲ on the upper edge marks what lies beyond \d\.\d+, up to 46\.5$/);
  });

  test("so it is where several runs are laid over each other", async () => {
    const points = Array.from({ length: 30 }, (_, i) => [i + 1, i === 3 ? 80 : 1] as const);
    const chart = await drawOverlay("losses", "validation loss", [{ name: "a-1", look: 0, points }], { dots: true });
    expect([chart.y.domain, chart.y.label]).toEqual([[0, 1.05], "validation loss (▲ beyond the edge)"]);
    expect(chart.svg.match(/<title>[^<]*/g)).toEqual(["<title>a-1: validation loss 80.0000"]);
    const metric = await drawOverlay("errors", "error_rate", [{ name: "a-1", look: 0, points: points.map(([x]) => [x, 1 / x ** 2]) }], {
      dots: true,
    });
    expect(metric.y.label).toBe("error_rate");
  });

  test("an axis of one value alone has it in its middle", async () => {
    for (const [value, domain] of [
      [0.5, [0.45, 0.55]],
      [0, [-0.1, 0.1]],
    ] as const) {
      const chart = await drawOverlay("errors", "error_rate", [{ name: "a-1", look: 0, points: [[4, value]] }], { dots: true });
      expect(chart.y.domain).toEqual(domain);
      expect(chart.svg).not.toContain("NaN");
    }
  });

  test("values are cut off only where a few lie far above all others", () => {
    const falling = Array.from({ length: 200 }, (_, i) => 7 * Math.exp(-i / 60) + 0.5);
    expect(edgeOf(falling)).toBeNull();
    expect(edgeOf([...falling, Number.NaN, Number.POSITIVE_INFINITY])).toBeNull();
    expect(edgeOf([...falling, 900, 800])).toEqual({ at: 7.5 * 1.05, greatest: 900 });
    // All of a run that diverged for good is shown.
    expect(edgeOf([...falling, ...falling.map(loss => 1000 * loss)])).toBeNull();
    for (const values of [[], [3], [0, 0, 0, 1], [-1, 0, 0, 0, 90]]) expect(edgeOf(values)).toBeNull();
  });

  test("thinning keeps ends and peaks", () => {
    const points = Array.from({ length: 10_000 }, (_, i) => (i === 4321 ? 9 : i === 8765 ? -9 : Math.sin(i)));
    const thinned = thin(points, p => p, 100);
    expect(thinned.length).toBeLessThanOrEqual(100);
    expect([thinned[0], thinned.at(-1)]).toEqual([points[0], points.at(-1)]);
    expect([Math.max(...thinned), Math.min(...thinned)]).toEqual([9, -9]);
    expect(thin([3, 1, 2], p => p, 100)).toEqual([3, 1, 2]);
  });
});

test("scores of each class, undefined where nothing was predicted or nothing is so", () => {
  expect(
    classScores([
      [3, 1, 0],
      [1, 0, 0],
      [0, 0, 0],
    ]),
  ).toEqual([
    { precision: 0.75, recall: 0.75, f1: 0.75, support: 4 },
    { precision: 0, recall: 0, f1: 0, support: 1 },
    { precision: null, recall: null, f1: null, support: 0 },
  ]);
});

test("the mean leaves out classes that are neither a label nor predicted, as the metrics do", () => {
  const confusion = [
    [3, 1, 0, 0],
    [1, 0, 0, 0],
    [0, 0, 0, 0],
    [2, 0, 0, 0],
  ];
  const mean = meanScores(classScores(confusion));
  // The last class has images and was never predicted: its dash counts as 0.
  expect(mean).toEqual({ precision: 0.5 / 3, recall: 0.75 / 3, f1: 6 / 10 / 3, support: 7 });

  const pairs = confusion.flatMap((row, actual) => row.flatMap((n, predicted) => Array.from({ length: n }, () => ({ actual, predicted }))));
  const predictions = {
    classes: 4,
    labels: Float32Array.from(pairs, ({ actual }) => actual),
    probabilities: Float32Array.from(pairs.flatMap(({ predicted }) => [0, 1, 2, 3].map(c => (c === predicted ? 1 : 0)))),
  };
  for (const metric of ["precision", "recall", "f1"] as const)
    expect(mean[metric]).toBeCloseTo(metrics[metric].compute(predictions, { name: metric }), 12);
});

test("pairs are in order of how often, then of the classes", () => {
  const pairs = mostConfused([
    [9, 1, 2],
    [0, 9, 1],
    [2, 0, 9],
  ]);
  expect(pairs.map(({ actual, predicted, count }) => [actual, predicted, count])).toEqual([
    [0, 2, 2],
    [2, 0, 2],
    [0, 1, 1],
    [1, 2, 1],
  ]);
});

describe("contrast of at least 4.5 to 1 (WCAG AA), in the light and in the dark", () => {
  const [light, dark] = style.split("@media screen");
  const luminance = (rgb: number[]) => {
    const [r, g, b] = rgb.map(v => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (a: number[], b: number[]) => {
    const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
    return (high + 0.05) / (low + 0.05);
  };
  test.each([
    ["light", light],
    ["dark", dark],
  ])("%s", (_, rules) => {
    const value = (variable: string) => rules.match(new RegExp(`--${variable}: ([^;]+);`))![1];
    const hex = (variable: string) => [1, 3, 5].map(i => Number.parseInt(value(variable).slice(i, i + 2), 16));
    for (const ink of ["ink", "quiet", "accent"])
      for (const ground of ["paper", "panel"]) expect(contrast(hex(ink), hex(ground))).toBeGreaterThan(4.5);
    for (const shade of ["right", "wrong"]) {
      const full = value(shade).split(" ").map(Number);
      for (let share = 0; share <= 1; share += 0.05) {
        const ground = full.map((v, i) => v * share + hex("paper")[i] * (1 - share));
        expect(contrast(hex("ink"), ground)).toBeGreaterThan(4.5);
      }
    }
    for (const i of [1, 2, 3, 4, 5]) expect(contrast(hex(`series-${i}`), hex("paper"))).toBeGreaterThan(4.5);
  });
});

import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunNews } from "../../src/editor/messages.ts";
import { type JsonLine, newsOf } from "../../src/editor/news.ts";
import type { BatchEvent } from "../../src/events/batch.ts";
import { planOf } from "../run/plans.ts";

const plan = planOf();
const folder = join(plan.file, "..", "runs", "pets-1");

/** The news of lines as they come from another process: what is not finite is null there. */
function newsFrom(...lines: unknown[]): RunNews[] {
  const translate = newsOf({ add() {}, addressOf: (_, file) => `runs/pets-1${file.slice(folder.length)}` });
  return lines.flatMap(line => translate(JSON.parse(JSON.stringify(line)) as JsonLine));
}

const started = { event: "started", plan, folder };
const phase = (name: string) => ({ event: "phase", step: 0, phase: 0, name, epochs: 1, stepsPerEpoch: 2 });
const batch: BatchEvent = {
  ...{ event: "batch", step: 0, phase: 0, epoch: 0, batch: 1, batches: 2, training: true },
  ...{ loss: 0.7, smoothLoss: Number.NaN, learningRates: [1e-3], momentum: 0.9 },
};

test("a table begins with its step, and has a row for each epoch", () => {
  const epoch = { event: "epoch", step: 0, phase: 0, phaseName: "whole", epoch: 0, validLoss: 0.5, seconds: 61, metrics: {} };
  const news = newsFrom(started, phase("head"), phase("whole"), batch, { ...epoch, trainLoss: Number.POSITIVE_INFINITY });
  expect(news.map(({ news }) => news)).toEqual(["started", "table", "progress", "row"]);
  expect(news[2]).toMatchObject({ title: "whole 0", done: 1, of: 2, text: "1/2  loss NaN" });
  expect(news[3]).toMatchObject({ cells: expect.arrayContaining(["whole", "0", "nan", "0.500000", "01:01"]) });
});

test("files of a run are named by their addresses, and what people wrote cannot drive the page", () => {
  const picture = { event: "picture", step: 0, title: "layer \u001b[31m1", file: join(folder, "pictures", "layer-1.png"), caption: "" };
  const finished = { event: "finished", seconds: 3, loader: null, report: join(folder, "report.html") };
  const [, drawn, done] = newsFrom(started, picture, finished);
  expect(drawn).toMatchObject({ title: "layer \u241b[31m1", address: "runs/pets-1/pictures/layer-1.png" });
  expect(done).toEqual({ news: "finished", text: "done in 3.0 s", report: "runs/pets-1/report.html", files: [join("runs", "pets-1")] });
});

test("a failure before the run has begun is told, with the way out", () => {
  const failed = { event: "failed", fault: "data", exitCode: 3, message: "no images", fix: "put some there" };
  expect(newsFrom(failed)).toEqual([{ news: "failed", problem: { message: "no images", fix: "put some there" } }]);
});

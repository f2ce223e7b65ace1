import { appendFileSync, renameSync, statSync, truncateSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { embedded } from "../../src/report/embed.ts";
import { mostBytesBefore } from "../../src/view/ending.ts";
import { Follower } from "../../src/view/follower.ts";
import { Runs } from "../../src/view/runs.ts";
import { stateOf } from "../../src/view/state.ts";
import { Summaries } from "../../src/view/summary.ts";
import { folderOf } from "../cli/exp.ts";
import { batch, beginRun, epoch, evaluated, finished, phase } from "./running.ts";

describe("a run that is followed", () => {
  test("is read as it goes on, a line that is half written when it is whole", async () => {
    const { folder, tell } = beginRun(folderOf({}), "pets-1");
    tell(phase, batch(0));
    const follower = await Follower.open(folder, embedded);
    expect(follower.record.events.batch.map(({ trained }) => trained)).toEqual([1]);
    const journal = join(folder, "metrics.jsonl");
    const line = `${JSON.stringify({ event: "warning", message: "kälter 🐕" })}\n`;
    const bytes = Buffer.from(line);
    appendFileSync(journal, bytes.subarray(0, 37));
    await follower.refresh();
    expect(follower.record.events.warning).toEqual([]);
    appendFileSync(journal, bytes.subarray(37));
    tell(batch(1), epoch(0, 0.5), evaluated(0.5), finished(folder));
    await follower.refresh();
    expect(follower.record.events.warning).toMatchObject([{ message: "kälter 🐕" }]);
    expect(follower.record.events.epoch).toMatchObject([{ trained: 2, metrics: { error_rate: 0.5 } }]);
    expect(follower.state().is).toBe("finished");
  });

  test("takes what was not finite for that, and skips lines that cannot be read", async () => {
    const { folder, tell } = beginRun(folderOf({}), "pets-1");
    tell(phase, { ...batch(0), loss: null, smoothLoss: null }, { ...epoch(0, 0), metrics: { roc_auc: null } }, { event: "of another exp" });
    appendFileSync(join(folder, "metrics.jsonl"), "{torn\nnull\n3\n");
    tell(batch(1));
    const { record } = await Follower.open(folder, embedded);
    expect(record.events.batch.map(({ loss }) => loss)).toEqual([Number.NaN, 0.5]);
    expect(record.events.epoch[0].metrics.roc_auc).toBeNaN();
  });

  test("that takes back what it did after a checkpoint is read anew", async () => {
    const { folder, tell } = beginRun(folderOf({}), "pets-1");
    tell(phase, batch(0), batch(1), epoch(0, 0.5));
    const follower = await Follower.open(folder, embedded);
    truncateSync(join(folder, "metrics.jsonl"), 0);
    tell({ event: "started", folder }, phase, batch(0));
    await follower.refresh();
    expect(follower.record.events.epoch).toEqual([]);
    expect(follower.record.events.batch).toHaveLength(1);
  });

  test.each([
    ["as much", 0],
    ["more", 500],
  ])("that has told %s again since it took back what it did after a checkpoint is read anew", async (_, more) => {
    const { folder, tell } = beginRun(folderOf({}), "pets-1");
    const journal = join(folder, "metrics.jsonl");
    const bytes = () => statSync(journal).size;
    tell(phase);
    const kept = bytes();
    tell(batch(0), batch(1), epoch(0, 0.5));
    const follower = await Follower.open(folder, embedded);
    const before = bytes();
    truncateSync(journal, kept);
    tell(batch(0), { event: "warning", message: "" });
    const message = "x".repeat(before + more - bytes());
    truncateSync(journal, kept);
    tell(batch(0), { event: "warning", message });
    expect(bytes()).toBe(before + more);
    const later = new Date(Date.now() + 1000);
    utimesSync(journal, later, later);
    await follower.refresh();
    const { epoch: epochs, phase: phases, batch: batches, warning: warnings } = follower.record.events;
    expect({ epochs, phases, batches, warnings }).toMatchObject({
      ...{ epochs: [], phases: [{ name: "whole" }], batches: [{ trained: 1 }], warnings: [{ message }] },
    });
  });

  test("has its pictures where its folder is now", async () => {
    const root = folderOf({});
    const { folder, tell } = beginRun(root, "pets-1");
    tell({ event: "picture", step: 0, title: "layer 1", file: join(folder, "pictures", "layer-1.png"), caption: "" });
    renameSync(folder, join(root, "runs", "moved"));
    const { record } = await Follower.open(join(root, "runs", "moved"), embedded);
    expect(record.events.picture[0].file).toBe(join(root, "runs", "moved", "pictures", "layer-1.png"));
  });

  test("keeps some thousand batches of very many, ends and peaks among them", async () => {
    const { folder, tell } = beginRun(folderOf({}), "pets-1");
    tell(phase, ...Array.from({ length: 30_000 }, (_, i) => batch(i, i === 12_345 ? 99 : 1 + (i % 7) / 10)));
    const { record } = await Follower.open(folder, embedded);
    expect(record.events.batch.length).toBeLessThan(4100);
    expect([record.events.batch[0].trained, record.events.batch.at(-1)!.trained]).toEqual([1, 30_000]);
    expect(record.events.batch.find(({ loss }) => loss === 99)!.trained).toBe(12_346);
    // Those of long ago are kept as densely as the others.
    const gaps = record.events.batch.slice(1).map(({ trained }, i) => trained - record.events.batch[i].trained);
    expect(Math.max(...gaps)).toBeLessThan(100);
  });
});

describe("a run in a list", () => {
  const summaryOf = async (root: string, now?: number) => new Summaries().of((await new Runs(root).look())[0], now);

  test("has its last result, found from the end of a long journal", async () => {
    const root = folderOf({});
    const { folder, tell } = beginRun(root, "pets-1");
    tell(phase, epoch(0, 0.5), epoch(1, 0.125), ...Array.from({ length: 3000 }, (_, i) => batch(i)));
    const running = await summaryOf(root);
    expect(running).toMatchObject({ id: "pets-1", place: "runs/pets-1", engine: "wasm", started: "2026-11-25T10:00:00.000Z" });
    expect(running).toMatchObject({ metrics: { error_rate: 0.125 }, validLoss: 0.25, state: { is: "running" } });
    tell(evaluated(0.25), { event: "warning", message: "x".repeat(200_000) }, finished(folder, 34));
    expect(await summaryOf(root)).toMatchObject({ metrics: { error_rate: 0.25 }, seconds: 34, state: { is: "finished" } });
    expect(await summaryOf(root)).toMatchObject({ model: "resnet18", data: "pets" });
  });

  test("has the last value of each metric, whichever result it came from, in the order they were told in", async () => {
    const root = folderOf({});
    const { tell } = beginRun(root, "pets-1");
    tell(phase, { ...epoch(0, 0.5), metrics: { error_rate: 0.5, f1: 0.125 } });
    tell({ ...evaluated(0), metrics: { error_rate: 0.4321, f1: 0.25 } }, { ...evaluated(0), loss: 0.75, metrics: { accuracy: 0.5 } });
    const { metrics, validLoss } = await summaryOf(root);
    expect(Object.entries(metrics)).toEqual([
      ["error_rate", 0.4321],
      ["f1", 0.25],
      ["accuracy", 0.5],
    ]);
    expect(validLoss).toBe(0.75);
  });

  test("promises the metrics of the last result, and of those up to 1 MiB before it: of a long journal no more is read", async () => {
    const root = folderOf({});
    const { tell } = beginRun(root, "pets-1");
    const batches = (bytes: number) => Array.from({ length: bytes / JSON.stringify(batch(1)).length }, () => batch(1));
    tell({ ...evaluated(0), metrics: { recall: 1 } }, ...batches(mostBytesBefore));
    tell({ ...evaluated(0), metrics: { f1: 1 } }, ...batches(mostBytesBefore / 2), epoch(0, 0.5), ...batches(2 * mostBytesBefore));
    expect((await summaryOf(root)).metrics).toEqual({ f1: 1, error_rate: 0.5 });
  });

  test("is read on from where it was read to, and anew where it took back what it had told", async () => {
    const root = folderOf({});
    const { folder, tell } = beginRun(root, "pets-1");
    const [run] = await new Runs(root).look();
    const summaries = new Summaries();
    tell(phase, epoch(0, 0.5));
    expect((await summaries.of(run)).metrics).toEqual({ error_rate: 0.5 });
    const journal = join(folder, "metrics.jsonl");
    const line = `${JSON.stringify({ ...evaluated(0), metrics: { f1: 0.25 } })}\n`;
    appendFileSync(journal, line.slice(0, 30));
    expect(await summaries.of(run)).toMatchObject({ metrics: { error_rate: 0.5 }, state: { is: "running" } });
    appendFileSync(journal, line.slice(30));
    expect((await summaries.of(run)).metrics).toEqual({ error_rate: 0.5, f1: 0.25 });
    truncateSync(journal, 0);
    tell({ event: "started", folder }, phase, ...Array.from({ length: 100 }, (_, i) => batch(i)));
    expect(await summaries.of(run)).toMatchObject({ metrics: {}, validLoss: null });
    tell(epoch(0, 0.125), finished(folder));
    expect(await summaries.of(run)).toMatchObject({ metrics: { error_rate: 0.125 }, state: { is: "finished" } });
    utimesSync(journal, 1e9, 1e9);
    expect((await summaries.of(run)).state.is).toBe("finished");
  });

  test("that has told nothing yet, or nothing more for long, says so", async () => {
    const root = folderOf({});
    const { folder } = beginRun(root, "pets-1");
    expect(await summaryOf(root)).toMatchObject({ metrics: {}, validLoss: null, state: { is: "running" } });
    const hour = 3600;
    utimesSync(join(folder, "metrics.jsonl"), 1e9, 1e9);
    expect(await summaryOf(root, 1000 * (1e9 + hour))).toMatchObject({ state: { is: "silent", text: "ended unexpectedly, 1 h ago" } });
  });

  test.each([
    [{ event: "failed", message: "no memory", fix: null, fault: "machine" } as const, "failed"],
    [{ event: "interrupted", kept: [] } as const, "interrupted"],
    [{ event: "warning", message: "" } as const, "running"],
  ])("%j leaves it %s", (last, is) => expect(stateOf(last as Parameters<typeof stateOf>[0], 0, 1).is).toBe(is));
});

describe("runs", () => {
  test("are found in the folder, in its runs, and in those of the folders in it", async () => {
    const root = folderOf({ "notes/a.txt": "", "runs/not-a-run/a.txt": "" });
    for (const place of [".", "experiments", "node_modules/x", ".hidden", "far/away"]) beginRun(join(root, place), "pets-1");
    writeFileSync(join(root, "runs", "file"), "");
    const found = await new Runs(root).look();
    expect(found.map(({ place }) => place).sort()).toEqual(["experiments/runs/pets-1", "runs/pets-1"]);
    expect((await new Runs(join(root, "runs")).look()).map(({ place }) => place)).toEqual(["pets-1"]);
  });

  test("of the same name have ids of their own, which last", async () => {
    const root = folderOf({});
    for (const place of [".", "experiments"]) beginRun(join(root, place), "pets-1");
    const runs = new Runs(root);
    const ids = (await runs.look()).map(({ id }) => id);
    expect(ids).toEqual(["pets-1", expect.stringMatching(/^pets-1~[0-9a-f]{8}$/)]);
    beginRun(root, "a-1");
    expect((await runs.look()).map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(runs.at(ids[1])!.place).toBe("experiments/runs/pets-1");
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import { openJournal, readJournal } from "../../src/run_folder/journal.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "./plans.ts";

const batch = { event: "batch", step: 0, phase: 0, epoch: 0, batch: 1, batches: 2, training: true } as const;
const lines = (folder: string) => readFileSync(join(folder, "metrics.jsonl"), "utf8").split("\n");

test("each event is a whole line as soon as it is written", () => {
  const folder = folderOf({});
  const journal = openJournal(folder);
  journal.add({ event: "started", plan: planOf(), folder });
  const event: RunEvent = { ...batch, loss: 0.5, smoothLoss: 0.5, learningRates: [1e-3], momentum: 0.9 };
  journal.add(event);
  expect(lines(folder)).toEqual([JSON.stringify({ event: "started", folder }), JSON.stringify(event), ""]);
  journal.add({ event: "failed", message: "the disk is full", fix: null, fault: null });
  journal.close();
  expect(JSON.parse(lines(folder)[2])).toEqual({ event: "failed", message: "the disk is full", fix: null, fault: null });
});

test("a loss that is not finite is null", () => {
  const folder = folderOf({});
  const journal = openJournal(folder);
  journal.add({ ...batch, loss: Number.NaN, smoothLoss: Number.POSITIVE_INFINITY, learningRates: [], momentum: 0 });
  journal.close();
  expect(JSON.parse(lines(folder)[0])).toMatchObject({ loss: null, smoothLoss: null });
});

test("a journal is never mixed with an older one", () => {
  const folder = folderOf({ "metrics.jsonl": "old\n" });
  expect(() => openJournal(folder)).toThrow();
  expect(lines(folder)).toEqual(["old", ""]);
});

test("files are named where the folder is now, however often it was moved between sittings", () => {
  const places = ["/a/pets-1", "/b/pets-1", "/c/pets-1"];
  const saved = (place: string): RunEvent => ({ event: "saved", file: `${place}/weights.safetensors` });
  const resumed: RunEvent = { event: "resumed", from: null, step: 0, place: null, seconds: 1, notes: [] };
  const text = places
    .flatMap((place, i) => [i === 0 ? { event: "started", folder: place } : { ...resumed, folder: place }, saved(place)])
    .map(entry => `${JSON.stringify(entry)}\n`)
    .join("");
  const entries = readJournal(text, "/d/pets-1", planOf());
  expect(entries.filter(({ event }) => event === "saved")).toEqual(Array(3).fill(saved("/d/pets-1")));
});

test("each session records where its folder is", () => {
  const folder = folderOf({});
  const journal = openJournal(folder);
  journal.add({ event: "resumed", from: null, step: 0, place: null, seconds: 1, notes: [] });
  journal.close();
  expect(JSON.parse(lines(folder)[0])).toMatchObject({ event: "resumed", folder });
});

test("what may be null stays null, and every other null was a number that is not finite", () => {
  const other = {
    event: "evaluated_on",
    ...{ step: 1, name: "others", images: 2, learned: 0, loss: null, metrics: { f1: Number.NaN } },
    ...{ classes: ["leaning"], confusion: [[1, 1]], matches: [null], worst: [] },
    domain: {
      outOfDomain: true,
      unlike: { images: 0, of: 2 },
      validUnlike: { images: 0, of: 2 },
      auroc: { distance: null, energy: 0.5 },
    },
  } as RunEvent;
  const diverged: RunEvent = { ...batch, loss: Number.NaN, smoothLoss: 1, learningRates: [], momentum: 0 };
  const events = [{ event: "started", plan: planOf(), folder: "/a" } as RunEvent, other, diverged];
  const folder = folderOf({});
  const journal = openJournal(folder);
  for (const event of events) journal.add(event);
  journal.close();
  expect(readJournal(readFileSync(join(folder, "metrics.jsonl"), "utf8"), "/a", planOf()).slice(1)).toEqual([other, diverged]);
});

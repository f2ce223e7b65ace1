import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type EventName, eventKind, events, type RunEvent } from "../../src/events/index.ts";
import { type Numbers, type NumberTree, revive } from "../../src/events/numbers.ts";
import { openJournal, parseLine, readJournal } from "../../src/run_folder/journal.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "../run/plans.ts";
import { examples } from "./examples.ts";

/** What a journal gives back of what was written to it. */
function readBack(...entries: readonly RunEvent[]) {
  const folder = folderOf({});
  const journal = openJournal(folder);
  for (const entry of entries) journal.add(entry);
  journal.close();
  return readJournal(readFileSync(join(folder, "metrics.jsonl"), "utf8"), folder, planOf());
}

/** A copy with every number that the tree names replaced by NaN. */
function withoutNumbers(value: unknown, tree: NumberTree): unknown {
  if (tree === "number") return typeof value === "number" ? Number.NaN : value;
  if (Array.isArray(value)) return value.map(item => withoutNumbers(item, (tree as readonly NumberTree[])[0]));
  if (typeof value !== "object" || value === null) return value;
  const below = tree as { readonly [key: string]: NumberTree };
  const at = (key: string) => below[key] ?? below["*"];
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, at(key) ? withoutNumbers(inner, at(key)) : inner]));
}

describe.each(Object.keys(events) as EventName[])("%s", name => {
  const all: readonly RunEvent[] = examples[name];

  test("is read back as it was written: NaN, null and absent fields too", () => {
    expect(all.map(({ event }) => event)).toEqual(all.map(() => name));
    // The journal leaves out the plan, and says where the folder was when a session began.
    const expected = all.map(event => (name === "started" ? { ...event, folder: expect.any(String) } : event));
    for (const [i, event] of all.entries()) {
      const [read] = readBack(event);
      if (read.event === "resumed") delete read.folder;
      expect(read).toStrictEqual(expected[i]);
    }
  });

  test("looks and counts the same after it", () => {
    const { steps } = planOf();
    const plan = planOf({ steps: [...steps, { kind: "evaluate", metrics: [] }, { kind: "predict", path: "/data", images: 2 }] });
    const medium = { plan, folder: "/runs/pets-1", width: 80, place: (path: string) => path };
    const { rows, scalars, warnings, news } = eventKind(name)!;
    for (const event of all) {
      const read = parseLine(JSON.stringify(event)) as RunEvent;
      expect(rows?.(read, plan)).toStrictEqual(rows?.(event, plan));
      expect(scalars?.(read, plan)).toStrictEqual(scalars?.(event, plan));
      expect(warnings?.(read)).toStrictEqual(warnings?.(event));
      expect(news?.(read, medium)).toStrictEqual(news?.(event, medium));
    }
  });

  test("every number in it may be other than finite", () => {
    for (const event of all) {
      if (event.event === "started") continue;
      const diverged = withoutNumbers(event, events[name].numbers) as RunEvent;
      const line = JSON.stringify(diverged);
      expect(parseLine(line)).toStrictEqual(diverged);
      expect(JSON.stringify(parseLine(line))).toBe(line);
    }
  });
});

test("of an event or a field that only a newer exp knows, null stays null", () => {
  const newer = { event: "pruned", step: 1, mask: null, shares: [null, 0.5] };
  expect(parseLine(JSON.stringify(newer))).toStrictEqual(newer);
  const { loss, ...rest } = { ...examples.epoch[0], loss: null, place: { host: null } };
  expect(parseLine(JSON.stringify({ ...rest, loss }))).toStrictEqual({ ...rest, loss });
});

test("a journal of an older exp is read as it was: absent fields stay absent, and a loss that was not finite is NaN", () => {
  const line =
    '{"event":"evaluated","step":0,"loss":null,"metrics":{"f1":null},"confusion":[[1]],"worst":[{"path":"/a.jpg","actual":null,"predicted":"cat","probability":null,"top":[]}]}';
  const image = { path: "/a.jpg", actual: null, predicted: "cat", probability: Number.NaN, top: [] };
  const read = { event: "evaluated", step: 0, loss: Number.NaN, metrics: { f1: Number.NaN }, confusion: [[1]], worst: [image] };
  expect(parseLine(line)).toStrictEqual(read);
  const failed = { event: "failed", message: "the disk is full", fix: null, fault: null };
  expect(parseLine(JSON.stringify(failed))).toStrictEqual(failed);
});

describe("the type checker demands every number, and nothing else", () => {
  interface Example {
    name: string;
    score: number;
    best: number | null;
    late?: number;
    either: number | string;
    inside: { deep: number; text: string } | null;
    list?: readonly (number | null)[];
    points: [number, number][];
    shapes: ({ kind: "circle"; radius: number } | { kind: "box"; radius: number | null; side: number })[];
    by: Record<string, { value: number }>;
  }
  const rest = {
    inside: { deep: "number" },
    points: [["number"]],
    shapes: [{ side: "number" }],
    by: { "*": { value: "number" } },
  } as const;
  const whole: Numbers<Example> = { score: "number", late: "number", either: "number", ...rest };

  test("in lists, records, optional fields and unions", () => {
    const nulls = {
      ...{ name: null, score: null, best: null, either: null, inside: { deep: null, text: null }, list: [null], points: [[null, 1]] },
      ...{ shapes: [{ kind: "circle", radius: null, side: null }], by: { a: { value: null } } },
    };
    expect(revive(nulls, whole)).toStrictEqual({
      ...{ name: null, score: Number.NaN, best: null, either: Number.NaN, inside: { deep: Number.NaN, text: null }, list: [null] },
      ...{ points: [[Number.NaN, 1]], shapes: [{ kind: "circle", radius: null, side: Number.NaN }], by: { a: { value: Number.NaN } } },
    });
    expect(revive({ inside: null, list: null, points: null }, whole)).toStrictEqual({ inside: null, list: null, points: null });
  });

  test("a number that is missing does not compile", () => {
    // @ts-expect-error `score` is missing.
    const forgotten: Numbers<Example> = { late: "number", either: "number", ...rest };
    // @ts-expect-error `late` is missing: it may be absent, but it is a number where it is there.
    const optional: Numbers<Example> = { score: "number", either: "number", ...rest };
    // @ts-expect-error `deep` is missing.
    const deep: Numbers<Example> = { ...whole, inside: {} };
    expect([forgotten, optional, deep]).not.toContain(undefined);
  });

  test("nor does one that may be null, or is none", () => {
    // @ts-expect-error `best` may be null.
    const nullable: Numbers<Pick<Example, "score" | "best">> = { score: "number", best: "number" };
    // @ts-expect-error `name` is a string.
    const text: Numbers<Pick<Example, "name">> = { name: "number" };
    // @ts-expect-error An item may be null.
    const list: Numbers<Pick<Example, "score" | "list">> = { score: "number", list: ["number"] };
    expect([nullable, text, list]).not.toContain(undefined);
  });
});

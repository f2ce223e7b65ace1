import { expect, test } from "vitest";
import type { EvaluatedCorruptedEvent } from "../../src/events/evaluated_corrupted.ts";
import type { EvaluatedOnEvent } from "../../src/events/evaluated_on.ts";
import type { RunRecord } from "../../src/report/record.ts";
import { sectionsOf } from "../../src/report/sections/index.ts";
import { corrupted } from "../../src/steps/evaluate/corrupted/section.ts";
import { evaluatedOn } from "../../src/steps/evaluate/on/section.ts";
import { planOf } from "./plans.ts";
import { recordOf } from "./record_of.ts";

const plan = planOf({ steps: [{ kind: "evaluate", metrics: [{ name: "accuracy" }] }] });
const textOf = async (section: typeof evaluatedOn, record: RunRecord): Promise<string> => (await section.draw(record))?.text ?? "";

const score = { distance: 0.5, distancePercentile: 0.25, energy: -3, energyPercentile: 0.5, unlike: false };
const prediction = {
  path: "/home/ada/gone<1>.png",
  predicted: "dog",
  probability: 0.75,
  top: [{ class: "dog", probability: 0.75 }],
  domain: score,
};
const event: EvaluatedOnEvent = {
  event: "evaluated_on",
  step: 0,
  name: "others",
  images: 5,
  learned: 3,
  loss: 0.5,
  metrics: { accuracy: 2 / 3 },
  classes: ["Cat", "fox"],
  confusion: [
    [2, 1],
    [0, 2],
  ],
  matches: [0, null],
  worst: [{ ...prediction, actual: "cat", loss: 1.5 }],
  domain: {
    outOfDomain: false,
    unlike: { images: 1, of: 5 },
    validUnlike: { images: 0, of: 2 },
    auroc: { distance: 0.75, energy: null },
  },
};

test("the report tells of other data: what is learned of them, what is right, and how far they lie", async () => {
  const text = await textOf(evaluatedOn, recordOf("/nowhere", plan, [event]));
  expect(text).toContain("5, 3 of them of a class that is learned");
  expect(text).toContain("1 of 5 images; of the validation images 0 of 2 images");
  expect(text).toMatch(/<bdi>Cat<\/bdi><\/th><td class="numeric">3<\/td><td class="numeric">2<\/td><td><bdi>dog<\/bdi> \(1\)/);
  expect(text).toMatch(/<bdi>fox<\/bdi><\/th><td class="numeric">2<\/td><td class="numeric">not learned<\/td><td><bdi>dog<\/bdi> \(2\)/);
  expect(text).toContain("cat, predicted as <bdi>dog</bdi>, 75\u00a0%");
  expect(text).toContain('<p class="quiet">loss 1.5000<br><bdi>gone&lt;1&gt;.png</bdi><br>farther than');
  expect(text).not.toContain("AUROC");
});

test("and shows the first images of classes that are not learned, if none of them is", async () => {
  const images = [{ ...prediction, actual: "fox" }];
  const unknown = { ...event, learned: 0, loss: null, metrics: {}, worst: [], matches: [null, null], notLearned: images };
  const text = await textOf(evaluatedOn, recordOf("/nowhere", plan, [unknown]));
  expect(text).toContain("The first images whose class is not learned.");
  expect(text).toContain("fox, predicted as <bdi>dog</bdi>");
  expect(text.match(/not learned</g)).toHaveLength(2);
  expect(text).not.toContain("<dt>loss");
});

test("and of data out of domain, how well they are told apart", async () => {
  const outside = { ...event, loss: null, metrics: {}, classes: [], confusion: [], matches: [], worst: [{ ...prediction, actual: null }] };
  const text = await textOf(evaluatedOn, recordOf("/nowhere", plan, [{ ...outside, domain: { ...event.domain, outOfDomain: true } }]));
  expect(text).toContain("by distance 0.7500, by energy not defined");
  expect(text).toContain("The images that lie nearest to the training images, nearest first.");
  expect(text).toContain("farther than 25\u00a0% of the validation images");
});

test("and of corrupted images, by corruption and severity", async () => {
  const measured = (accuracy: number) => ({ accuracy, metrics: {} });
  const found: EvaluatedCorruptedEvent = {
    event: "evaluated_corrupted",
    step: 0,
    images: 2,
    clean: measured(1),
    rows: [{ corruption: "fog", family: "weather", severities: [1, 0.75, 0.5, 0.25, 0].map(measured) }],
  };
  const text = await textOf(corrupted, recordOf("/nowhere", plan, [found]));
  expect(text).toContain("of the images as they are 1.0000");
  expect(text).toContain("of 2 validation images under fog, by severity");
  expect(text).toMatch(
    /fog<\/th><td>weather<\/td><td class="numeric">1\.0000<\/td>.*<td class="numeric">0\.5000<\/td><td class="numeric">−0\.5000<\/td><\/tr>/,
  );
  expect(text).toMatch(/<tfoot><tr><th scope="row">all<\/th>/);
});

test("a run without them has neither part", async () => {
  for (const section of [evaluatedOn, corrupted]) {
    expect(sectionsOf({})).toContain(section);
    expect(await section.draw(recordOf("/nowhere", plan, []))).toBeNull();
  }
});

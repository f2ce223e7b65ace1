import { expect, test } from "vitest";
import type { Plan } from "../../src/plan/plan.ts";
import { sameImages } from "../../src/run/same_images.ts";

const sample = (path: string, label = 0) => ({ id: 0, path: `/pets/${path}`, label });
/** Images by path, with the hash of each. */
const inputs = (hashes: Record<string, string | null>) =>
  Object.entries(hashes).map(([path, sha256]) => ({ path: `/pets/${path}`, bytes: 1, modified: 1, sha256 }));
const planOf = (train: ReturnType<typeof sample>[], valid: ReturnType<typeof sample>[], on?: ReturnType<typeof sample>[]): Plan =>
  ({
    data: { folder: "/pets", train, valid },
    steps: on ? [{ kind: "evaluate", on: { name: "test", samples: on } }] : [],
  }) as unknown as Plan;

test("names images on both sides of the split, in other data, and twice in a part", () => {
  const images = inputs({ "a.jpg": "1", "b.jpg": "2", "c.jpg": "1", "d.jpg": "2", "e.jpg": "1", "f.jpg": "3" });
  const plan = planOf([sample("a.jpg"), sample("b.jpg"), sample("d.jpg", 1)], [sample("c.jpg"), sample("f.jpg")], [sample("e.jpg")]);
  expect(sameImages(images, plan)).toEqual([
    "1 validation image is also trained on, and metrics are too good by it: c.jpg is a.jpg",
    "1 image of test is also trained on: e.jpg is a.jpg",
    "1 training image is there twice, with two labels: d.jpg is b.jpg",
  ]);
});

test("counts many, and names three", () => {
  const names = Array.from({ length: 5 }, (_, i) => `${i}.jpg`);
  const images = inputs(Object.fromEntries([...names, "x.jpg"].map(name => [name, "same"])));
  expect(
    sameImages(
      images,
      planOf(
        [sample("x.jpg")],
        names.map(name => sample(name)),
      ),
    ),
  ).toEqual([
    "5 validation images are also trained on, and metrics are too good by them: 0.jpg is x.jpg, 1.jpg is x.jpg, 2.jpg is x.jpg and 2 more",
    "4 validation images are there twice: 1.jpg is 0.jpg, 2.jpg is 0.jpg, 3.jpg is 0.jpg and 1 more",
  ]);
});

test("says nothing of images that differ, or whose hashes are not known", () => {
  const plan = planOf([sample("a.jpg")], [sample("b.jpg"), sample("c.jpg")]);
  expect(sameImages(inputs({ "a.jpg": "1", "b.jpg": "2", "c.jpg": "3" }), plan)).toEqual([]);
  expect(sameImages(inputs({ "a.jpg": null, "b.jpg": null }), plan)).toEqual([]);
});

import { expect, test } from "vitest";
import { oneAhead } from "../../src/train/one_ahead.ts";

/** Work that ends when it is told to, and a diary of what was begun and ended. */
function desk() {
  const diary: string[] = [];
  const ends = new Map<number, { resolve(value: string): void; reject(error: Error): void }>();
  const start = (item: number): Promise<string> => {
    diary.push(`begun ${item}`);
    return new Promise((resolve, reject) => ends.set(item, { resolve, reject }));
  };
  async function* items(count: number, failsAt?: number) {
    for (let item = 0; item < count; item++) {
      if (item === failsAt) throw new Error("no more items");
      yield item;
    }
  }
  return { diary, ends, start, items };
}
const settle = () => new Promise(setImmediate);

test("the next item is begun before the one before has ended, and no third", async () => {
  const { diary, ends, start, items } = desk();
  const reading = (async () => {
    for await (const [item, result] of oneAhead(items(3), start)) diary.push(`had ${item} ${result}`);
  })();
  await settle();
  expect(diary).toEqual(["begun 0", "begun 1"]);
  ends.get(0)!.resolve("a");
  await settle();
  expect(diary.slice(2)).toEqual(["had 0 a", "begun 2"]);
  ends.get(2)!.resolve("c");
  await settle();
  expect(diary.slice(4)).toEqual([]);
  ends.get(1)!.resolve("b");
  await reading;
  expect(diary.slice(4)).toEqual(["had 1 b", "had 2 c"]);
});

test.each([
  ["fails", "work failed"],
  ["is left by who iterates", null],
  ["has no more items because they fail", "no more items"],
])("nothing is under way any more when it %s", async (how, message) => {
  const { diary, ends, start, items } = desk();
  let ended = false;
  const reading = (async () => {
    for await (const [item] of oneAhead(items(3, message === "no more items" ? 1 : undefined), start)) {
      diary.push(`had ${item}`);
      if (message === null) break;
    }
  })().finally(() => {
    ended = true;
  });
  const outcome = reading.then(
    () => null,
    (error: Error) => error.message,
  );
  await settle();
  if (message === "no more items") {
    expect(ended).toBe(false);
    ends.get(0)!.resolve("a");
  } else {
    if (how === "fails") ends.get(0)!.reject(new Error("work failed"));
    else ends.get(0)!.resolve("a");
    await settle();
    expect(ended).toBe(false);
    ends.get(1)!.reject(new Error("nobody hears this"));
  }
  expect(await outcome).toBe(message);
});

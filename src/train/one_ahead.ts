/**
 * Starts a piece of work for each item, and gives item and result in order; the next item is started before the result of the one before is
 * awaited, so that whoever works has always something to do, and is never given more than two pieces. However it ends, by the items, by a piece
 * that fails or by who iterates, nothing is under way any more when it has ended.
 */
export async function* oneAhead<Item, Result>(
  items: AsyncIterable<Item>,
  start: (item: Item) => Promise<Result>,
): AsyncGenerator<[item: Item, result: Result]> {
  let underWay: { item: Item; result: Promise<Result> } | null = null;
  try {
    for await (const item of items) {
      const before = underWay;
      underWay = { item, result: start(item) };
      // Awaited in its turn: until then a failure must not count as unhandled.
      underWay.result.catch(() => {});
      if (before) yield [before.item, await before.result];
    }
    const last = underWay;
    underWay = null;
    if (last) yield [last.item, await last.result];
  } finally {
    await underWay?.result.catch(() => {});
  }
}

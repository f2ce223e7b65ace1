/**
 * Starts a piece of work for each item, and gives item and result in order; the next item is started before the result of the one before is
 * awaited, so that whoever works has always something to do, and is never given more than two pieces. What was started is given before it is told
 * that the items failed. However it ends, nothing is under way any more when it has ended.
 */
export async function* oneAhead<Item, Result>(
  items: AsyncIterable<Item>,
  start: (item: Item) => Promise<Result>,
): AsyncGenerator<[item: Item, result: Result]> {
  const iterator = items[Symbol.asyncIterator]();
  let underWay: { item: Item; result: Promise<Result> } | null = null;
  try {
    for (;;) {
      const next = await iterator.next().catch((error: unknown) => ({ error }));
      const before = underWay;
      underWay = null;
      if (!("error" in next) && !next.done) {
        underWay = { item: next.value, result: start(next.value) };
        // Awaited in its turn: until then a failure must not count as unhandled.
        underWay.result.catch(() => {});
      }
      if (before) yield [before.item, await before.result];
      if ("error" in next) throw next.error;
      if (next.done) return;
    }
  } finally {
    await underWay?.result.catch(() => {});
    await iterator.return?.();
  }
}

/** The items of an iterator, until `isEnough` before one is asked for, or until there are no more. The iterator stays open. */
export async function* until<Item>(iterator: AsyncIterator<Item>, isEnough: () => boolean): AsyncGenerator<Item> {
  while (!isEnough()) {
    const next = await iterator.next();
    if (next.done) return;
    yield next.value;
  }
}

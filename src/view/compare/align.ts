/**
 * Lists laid beside each other as a diff lays them: rows of entries that stand for each other, in the order of every list; null where a list has none.
 * `likeness` says how much two entries are worth beside each other; those of 0 never are.
 */
export function align<T>(lists: readonly (readonly T[])[], likeness: (a: T, b: T) => number): (T | null)[][] {
  let rows: (T | null)[][] = [];
  for (const [i, list] of lists.entries()) {
    const alike = (row: readonly (T | null)[], entry: T): number =>
      Math.max(0, ...row.map(other => (other === null ? 0 : likeness(other, entry))));
    const none = lists.slice(0, i).map(() => null);
    rows = pairs(rows, list, alike).map(([row, entry]) => [...(row ?? none), entry]);
  }
  return rows;
}

/** Two lists beside each other, so that the likeness of all pairs is the greatest that keeps both orders. */
function pairs<A, B>(first: readonly A[], second: readonly B[], likeness: (a: A, b: B) => number): [A | null, B | null][] {
  // The greatest likeness of what is left, from each place in both on.
  const best = Array.from({ length: first.length + 1 }, () => new Array<number>(second.length + 1).fill(0));
  const paired = (i: number, j: number): number => {
    const worth = likeness(first[i], second[j]);
    return worth > 0 ? worth + best[i + 1][j + 1] : -1;
  };
  for (let i = first.length - 1; i >= 0; i--)
    for (let j = second.length - 1; j >= 0; j--) best[i][j] = Math.max(paired(i, j), best[i + 1][j], best[i][j + 1]);
  const found: [A | null, B | null][] = [];
  let [i, j] = [0, 0];
  while (i < first.length || j < second.length) {
    const [canPair, hasFirst] = [i < first.length && j < second.length, i < first.length];
    if (canPair && paired(i, j) === best[i][j]) found.push([first[i++], second[j++]]);
    else if (hasFirst && (j === second.length || best[i + 1][j] === best[i][j])) found.push([first[i++], null]);
    else found.push([null, second[j++]]);
  }
  return found;
}

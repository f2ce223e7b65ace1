/**
 * Edit distance with transpositions of neighbors (Damerau 1964, in the restricted form known as optimal string
 * alignment); gives up, with a number above `limit`, as soon as the distance must exceed it.
 */
export function distance(a: string, b: string, limit = Number.POSITIVE_INFINITY): number {
  if (Math.abs(a.length - b.length) > limit) return limit + 1;
  if (b.length >= rows[0].length) rows = newRows(2 * b.length);
  let [beforeLast, last, row] = rows;
  for (let j = 0; j <= b.length; j++) last[j] = j;
  for (let i = 1; i <= a.length; i++) {
    row[0] = i;
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (same ? 0 : 1));
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (swapped) edits = Math.min(edits, beforeLast[j - 2] + 1);
      row[j] = edits;
      least = Math.min(least, edits);
    }
    if (least > limit) return limit + 1;
    [beforeLast, last, row] = [last, row, beforeLast];
  }
  return last[b.length];
}

/** The three rows of the table that are looked at, kept from call to call: a file full of mistakes asks tens of thousands of times. */
const newRows = (length: number): Uint32Array[] => [0, 1, 2].map(() => new Uint32Array(length));
let rows = newRows(128);

/** Case, `-`, `_` and spaces are what people mix up most, and cost nothing. */
const plain = (name: string): string => (/[-_ A-Z]/.test(name) ? name.toLowerCase().replace(/[-_ ]/g, "") : name);

/**
 * The candidates that `name` may have meant, nearest first, at most three: those with the fewest edits, within a
 * third of its length (at least one), and, where there are none, those that begin with it.
 */
export function nearest(name: string, candidates: readonly string[]): string[] {
  // No one mistypes that much: a long name would only cost time.
  if (name.length > 100) return [];
  const wanted = plain(name);
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const scored = candidates
    .map(candidate => ({ candidate, edits: distance(wanted, plain(candidate), limit) }))
    // Where every letter differs, nothing was mistyped.
    .filter(({ candidate, edits }) => edits <= limit && edits < Math.min(wanted.length, candidate.length));
  const close = scored.sort((a, b) => a.edits - b.edits).filter(({ edits }) => edits === scored[0].edits);
  if (close.length > 0) return close.slice(0, 3).map(({ candidate }) => candidate);
  return wanted.length < 3 ? [] : candidates.filter(candidate => plain(candidate).startsWith(wanted)).slice(0, 3);
}

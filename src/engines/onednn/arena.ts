/** Something that takes memory from one instruction to another, both included. */
export interface Lifetime {
  bytes: number;
  from: number;
  to: number;
}

const alignment = 64;
const aligned = (bytes: number): number => Math.ceil(bytes / alignment) * alignment;

/**
 * Places spans so that none that live at once overlap: the greatest first, each into the smallest gap that holds it between those that are
 * placed. Gives offsets in bytes, aligned, and the bytes that all take.
 */
export function placeSpans(spans: readonly Lifetime[]): { offsets: number[]; bytes: number } {
  const offsets = new Array<number>(spans.length).fill(0);
  const placed: number[] = [];
  let bytes = 0;
  for (const i of spans.map((_, i) => i).sort((a, b) => spans[b].bytes - spans[a].bytes || a - b)) {
    const needed = aligned(spans[i].bytes);
    const neighbors = placed.filter(j => spans[j].from <= spans[i].to && spans[i].from <= spans[j].to);
    let best: { offset: number; gap: number } | null = null;
    let end = 0;
    // `placed` is kept in the order of offsets.
    for (const j of neighbors) {
      const gap = offsets[j] - end;
      if (gap >= needed && (best === null || gap < best.gap)) best = { offset: end, gap };
      end = Math.max(end, offsets[j] + aligned(spans[j].bytes));
    }
    offsets[i] = best?.offset ?? end;
    const behind = placed.findIndex(j => offsets[j] > offsets[i]);
    placed.splice(behind < 0 ? placed.length : behind, 0, i);
    bytes = Math.max(bytes, offsets[i] + needed);
  }
  return { offsets, bytes };
}

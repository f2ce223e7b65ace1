/** Equal cells row by row, with a gap between them and a margin around; pixels. */
export interface Grid {
  width: number;
  height: number;
  /** The corner of the i-th cell. */
  cornerOf(i: number): { left: number; top: number };
}

export interface Cells {
  count: number;
  columns: number;
  width: number;
  height: number;
  gap: number;
  margin: number;
}

export function gridOf({ count, columns, width, height, gap, margin }: Cells): Grid {
  const extent = (cells: number, side: number): number => 2 * margin + cells * side + (cells - 1) * gap;
  return {
    width: extent(Math.min(columns, count), width),
    height: extent(Math.ceil(count / columns), height),
    cornerOf: i => ({ left: margin + (i % columns) * (width + gap), top: margin + Math.floor(i / columns) * (height + gap) }),
  };
}

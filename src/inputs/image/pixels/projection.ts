/** A 3 x 3 projective matrix in row-major order, from a place in the result to its place in the source; both run over [-1, 1]. */
export type Projection = readonly number[];

export const identity: Projection = [1, 0, 0, 0, 1, 0, 0, 0, 1];

export const flipped: Projection = [-1, 0, 0, 0, 1, 0, 0, 0, 1];

/** fastai's `rotate_mat`. */
export function rotated(degrees: number): Projection {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  return [cos, sin, 0, -sin, cos, 0, 0, 0, 1];
}

/** fastai's `zoom_mat`: magnified `factor` times about a center given as fractions of the image. */
export function zoomed(factor: number, across: number, down: number): Projection {
  const s = 1 / factor;
  return [s, 0, (1 - s) * (2 * across - 1), 0, s, (1 - s) * (2 * down - 1), 0, 0, 1];
}

/** fastai's `_WarpCoord`: the projection that takes the tilted corners to those of the square. `x` and `y` are the tilts about either axis. */
export function tilted(x: number, y: number): Projection {
  const square = [[-1, -1], [-1, 1], [1, -1], [1, 1]]; // biome-ignore format: four corners
  const corners = [[-1 - y, -1 - x], [-1 + y, 1 + x], [1 + y, -1 + x], [1 - y, 1 - x]]; // biome-ignore format: four corners
  const rows = corners.flatMap(([u, v], i) => {
    const [p, q] = square[i];
    return [
      [u, v, 1, 0, 0, 0, -p * u, -p * v, p],
      [0, 0, 0, u, v, 1, -q * u, -q * v, q],
    ];
  });
  return [...solve(rows), 1];
}

/** `a` after `b`: the matrix product. */
export function compose(a: Projection, b: Projection): Projection {
  return Array.from({ length: 9 }, (_, i) => {
    const [row, column] = [i - (i % 3), i % 3];
    return a[row] * b[column] + a[row + 1] * b[column + 3] + a[row + 2] * b[column + 6];
  });
}

/** Solves a linear system, given as rows with their right-hand side last, by elimination with partial pivoting. */
function solve(rows: number[][]): number[] {
  const n = rows.length;
  for (let i = 0; i < n; i++) {
    let pivot = i;
    for (let r = i + 1; r < n; r++) if (Math.abs(rows[r][i]) > Math.abs(rows[pivot][i])) pivot = r;
    [rows[i], rows[pivot]] = [rows[pivot], rows[i]];
    for (let r = 0; r < n; r++) {
      if (r === i || rows[r][i] === 0) continue;
      const factor = rows[r][i] / rows[i][i];
      for (let c = i; c <= n; c++) rows[r][c] -= factor * rows[i][c];
    }
  }
  return rows.map((row, i) => row[n] / row[i]);
}

/** Newton's steps double the digits that are right: from its first guess, more than a double has. */
const newtonSteps = 8;

/**
 * Nodes in (0, 1), ascending, and weights that add up to 1, of the Gauss-Legendre quadrature with `n` points: exact for polynomials up to degree
 * 2n - 1. The nodes are roots of the Legendre polynomial, found by Newton's method.
 */
export function gaussLegendre(n: number): { nodes: Float64Array; weights: Float64Array } {
  const nodes = new Float64Array(n);
  const weights = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    let x = -Math.cos((Math.PI * (i + 0.75)) / (n + 0.5));
    for (let k = 0; k < newtonSteps; k++) {
      const { value, slope } = legendre(n, x);
      x -= value / slope;
    }
    nodes[i] = (1 + x) / 2;
    weights[i] = 1 / ((1 - x * x) * legendre(n, x).slope ** 2);
  }
  return { nodes, weights };
}

/** The Legendre polynomial of degree `n` at x, by its three-term recurrence, and its slope there. */
function legendre(n: number, x: number): { value: number; slope: number } {
  let [before, value] = [1, x];
  for (let k = 2; k <= n; k++) [before, value] = [value, ((2 * k - 1) * x * value - (k - 1) * before) / k];
  return { value, slope: (n * (x * value - before)) / (x * x - 1) };
}

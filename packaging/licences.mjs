/** Licences that what exp ships, or installs beside itself, may have: each allows use and distribution with exp's own, MIT. */
export const licences = [
  "0BSD",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "ISC",
  // libvips, a library of its own that sharp loads.
  "LGPL-3.0-or-later",
  "MIT",
  "Unlicense",
];

/** The parts of a licence that are not known to be allowed: of `A OR B` one must be, of `A AND B` each. */
export function unknownIn(expression = "none") {
  const parts = expression.replaceAll(/[()]/g, "").split(/ (?:AND|OR) /);
  const unknown = parts.filter(part => !licences.includes(part));
  return expression.includes(" OR ") && unknown.length < parts.length ? [] : unknown;
}

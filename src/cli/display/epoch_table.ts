/** Where the rows of a table that is wider than the terminal continue: below the epoch. */
const continued = " ".repeat(7);

/**
 * The table of epochs, row by row: a column is as wide as its name, or as a number. Where the columns do not fit into `width`, each row takes
 * several lines.
 */
export class EpochTable {
  readonly #widths: number[];
  /** Columns that begin a line of their own. */
  readonly #breaks = new Set<number>();
  readonly header: string;

  constructor(names: readonly string[], width = Number.POSITIVE_INFINITY) {
    const least = ["whole", "0", ...names.slice(2, -1).map(() => "0.000000"), "0:00:00"].map(example => example.length);
    this.#widths = names.map((name, i) => Math.max(name.length, least[i]));
    let used = 0;
    for (const [i, columns] of this.#widths.entries()) {
      if (used + columns > width && used > continued.length) {
        this.#breaks.add(i);
        used = continued.length;
      }
      used += columns + 2;
    }
    this.header = this.row(names);
  }

  row(cells: readonly string[]): string {
    const padded = cells.map((cell, i) => (this.#breaks.has(i) ? `\n${continued}` : "") + cell.padEnd(this.#widths[i]));
    return padded.join("  ").replaceAll(/ +$/gm, "");
  }
}

/** Where the lines of a text begin. A line ends with `\n`, `\r\n` or `\r`. */
export class Lines {
  readonly #source: string;
  readonly #starts: number[] = [0];

  constructor(source: string) {
    this.#source = source;
    for (const { index, 0: end } of source.matchAll(/\r\n|\n|\r/g)) this.#starts.push(index + end.length);
  }

  /** Line and column of an offset, from 1; columns count characters, a pair of surrogates being one. */
  at(offset: number): { line: number; column: number } {
    let low = 0;
    let high = this.#starts.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#starts[middle] <= offset) low = middle;
      else high = middle - 1;
    }
    const before = this.#source.slice(this.#starts[low], offset);
    const pairs = before.match(/[\ud800-\udbff][\udc00-\udfff]/g)?.length ?? 0;
    return { line: low + 1, column: before.length - pairs + 1 };
  }

  /** Text of a line, without its end. */
  text(line: number): string {
    return this.#source.slice(this.#starts[line - 1], this.#starts[line]).replace(/[\r\n]+$/, "");
  }

  start(line: number): number {
    return this.#starts[line - 1];
  }
}

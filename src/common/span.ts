/** A stretch of source text: offsets in UTF-16 units, end exclusive. */
export interface Span {
  start: number;
  end: number;
}

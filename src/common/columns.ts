const segmenter = new Intl.Segmenter("en", { granularity: "grapheme" });
const graphemes = (text: string): string[] =>
  isPlain(text) ? text.split("") : Array.from(segmenter.segment(text), ({ segment }) => segment);
/** Letters, quotes, dots and pictures of control characters, of one column each, that never join: most texts, in a fraction of the time. */
const isPlain = (text: string): boolean => /^[ -~\u00a1-\u02ff\u2010-\u2027\u2400-\u2426]*$/.test(text);

/** Columns that a terminal takes for the text: East Asian wide characters and emoji take two, combining marks none. */
export const columns = (text: string): number =>
  isPlain(text) ? text.length : graphemes(text).reduce((sum, grapheme) => sum + graphemeColumns(grapheme), 0);

const wide =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{1f300}-\u{1faff}\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}|\ufe0f/u;
const graphemeColumns = (grapheme: string): number =>
  wide.test(grapheme) ? 2 : /^[\p{Mn}\p{Me}\u200b-\u200f\u2060]+$/u.test(grapheme) ? 0 : 1;

/** As many of these graphemes, from the first on, as fit into a width. */
function taken(all: readonly string[], width: number): string[] {
  let columns = 0;
  const past = all.findIndex(grapheme => {
    columns += graphemeColumns(grapheme);
    return columns > width;
  });
  return past < 0 ? [...all] : all.slice(0, past);
}
export const take = (text: string, width: number): string => taken(graphemes(text), width).join("");
export const takeLast = (text: string, width: number): string => taken(graphemes(text).reverse(), width).reverse().join("");

import { visible } from "../common/words.ts";

/** Texts of people's files, in Markdown: as they stand, never as a link or an image that an editor would fetch. */
export const plain = (text: string): string => visible(text).replace(/[\\`*_{}[\]<>#|!&~]/g, "\\$&");

/** The same between backticks, of which it may have some itself. */
export function codeSpan(text: string): string {
  const line = visible(text);
  const short = line.length > 200 ? `${line.slice(0, 199)}…` : line;
  const longest = Math.max(0, ...(short.match(/`+/g) ?? []).map(run => run.length));
  const fence = "`".repeat(longest + 1);
  const space = longest > 0 ? " " : "";
  return `${fence}${space}${short}${space}${fence}`;
}

/** Colour where a person looks on; NO_COLOR and FORCE_COLOR decide first (no-color.org, force-color.org). */
export const wantsColor = (stream: NodeJS.WriteStream, { NO_COLOR, FORCE_COLOR, TERM } = process.env): boolean =>
  !NO_COLOR && (Boolean(FORCE_COLOR) || (stream.isTTY === true && TERM !== "dumb"));

/** Columns to fill; a pipe or file gets 100. */
export const widthOf = (stream: NodeJS.WriteStream): number => Math.max(60, Math.min(stream.columns ?? 100, 140));

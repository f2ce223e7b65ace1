import { nearest } from "../common/nearest.ts";
import { statementNames, statementOf } from "./index.ts";
import { otherWord, statementMeant } from "./other_words.ts";
import type { StatementKind } from "./statement.ts";

/** The kind of a statement, or the one that its unknown keyword is nearest to in meaning, or else in spelling: `fine_tune` for `train` and `fine_tun`. */
export function meantBy(keyword: string): StatementKind | null {
  const known = statementOf(statementMeant(keyword));
  if (known) return known;
  const row = otherWord(keyword);
  return statementOf((row ? row.name : nearest(keyword, statementNames)[0]) ?? "") ?? null;
}

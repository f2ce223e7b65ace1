/**
 * Tokenises by a TextMate grammar, as far as ours goes: rules that match within a line, each with a name and perhaps rules for what it matched.
 * From where the last match ended, the leftmost match is taken, and of those that begin together that of the first rule. This is no editor's own
 * engine: whether the
 * expressions mean the same to Oniguruma, which editors have, is another test's.
 */
export interface Rule {
  name: string;
  match: string;
  captures?: Record<string, { patterns: Rule[] }>;
}
export interface Scoped {
  start: number;
  end: number;
  scope: string;
  inner: Scoped[];
}

const compiled = new Map<string, RegExp>();
/** A rule's expression as JavaScript takes it. */
export function compile(match: string): RegExp {
  const known = compiled.get(match) ?? new RegExp(match.replace(/\\x\{([\dA-F]+)\}/g, "\\u{$1}"), "gu");
  compiled.set(match, known);
  return known;
}

export function tokenise(text: string, rules: readonly Rule[]): Scoped[] {
  const lines = [...text.matchAll(/[^\r\n]+/g)];
  return lines.flatMap(({ 0: line, index }) => within(line, index, rules));
}

function within(line: string, offset: number, rules: readonly Rule[]): Scoped[] {
  const found: Scoped[] = [];
  for (let at = 0; at < line.length; ) {
    let best: { match: RegExpExecArray; rule: Rule } | null = null;
    for (const rule of rules) {
      const expression = compile(rule.match);
      expression.lastIndex = at;
      const match = expression.exec(line);
      if (match && match[0] !== "" && (!best || match.index < best.match.index)) best = { match, rule };
    }
    if (!best) break;
    const { match, rule } = best;
    const start = offset + match.index;
    const inner = rule.captures ? within(match[0], start, rule.captures[0].patterns) : [];
    found.push({ start, end: start + match[0].length, scope: rule.name, inner });
    at = match.index + match[0].length;
  }
  return found;
}

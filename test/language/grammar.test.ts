import { generateCstDts, Lexer, type TokenType } from "chevrotain";
import { describe, expect, test } from "vitest";
import { parser, StatementParser } from "../../src/language/grammar/parser.ts";
import { Comment, Space, Stray, tokens } from "../../src/language/grammar/tokens.ts";

test("the grammar and the lexer pass Chevrotain's own validation", () => {
  expect(() => new StatementParser({ skipValidations: false })).not.toThrow();
  expect(new Lexer(tokens, { positionTracking: "onlyOffset" }).lexerDefinitionErrors).toEqual([]);
});

test("the types of the syntax tree are current", async () => {
  await expect(`${generateCstDts(parser.getGAstProductions())}\n`).toMatchFileSnapshot("../../src/language/grammar/cst.d.ts");
});

describe("every token is used", () => {
  const terminals = new Set<TokenType>();
  const walk = (node: object): void => {
    if ("terminalType" in node) terminals.add(node.terminalType as TokenType);
    // A reference to another rule, which is walked on its own.
    if ("referencedRule" in node) return;
    if ("definition" in node) for (const inner of node.definition as object[]) walk(inner);
  };
  for (const rule of Object.values(parser.getGAstProductions())) walk(rule);
  // Space and comments are skipped, and strays are reported before parsing.
  const inGrammar = tokens.filter(token => ![Space, Comment, Stray].includes(token));
  test.each(inGrammar.map(token => [token.name, token] as const))("%s", (_, token) => {
    expect([token, ...(token.CATEGORIES ?? [])].some(type => terminals.has(type))).toBe(true);
  });
});

import { spawnSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { IToken } from "chevrotain";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { scopes, textmate, textmateJson, wordScopes } from "../../grammar/textmate.ts";
import { packageRoot } from "../../src/common/package_root.ts";
import { lexer, Newline, optionTokens, statementTokens } from "../../src/language/grammar/tokens.ts";
import { statements } from "../../src/statements/index.ts";
import { cases } from "../support/marked.ts";
import { compile, type Rule, tokenise } from "../support/textmate.ts";

const { patterns } = textmate() as { patterns: Rule[] };

test("grammar/exp.tmLanguage.json is what the tokens and tables say", async () => {
  await expect(textmateJson()).toMatchFileSnapshot("../../grammar/exp.tmLanguage.json");
});

test("it uses nothing but what our matcher knows, and what all engines take alike", () => {
  const check = (rules: readonly Rule[]): void => {
    for (const { match, captures, ...rest } of rules) {
      expect(rest).toEqual({ name: expect.stringMatching(/^[a-z.-]+\.exp$/) });
      expect(match).not.toMatch(/\\[dwsbupkDWSBPG]|\(\?<|\(\?[imsx]|\[\[|&&/);
      for (const [group, inner] of Object.entries(captures ?? {})) {
        expect(group).toBe("0");
        expect(Object.keys(inner)).toEqual(["patterns"]);
        check(inner.patterns);
      }
    }
  };
  check(patterns);
});

const read = (folder: string, ending: string): [string, string][] =>
  readdirSync(join(packageRoot, folder))
    .filter(name => name.endsWith(ending))
    .map(name => [`${folder}/${name}`, readFileSync(join(packageRoot, folder, name), "utf8")]);
const files = [...read("experiments", ".exp"), ...read("test/cases", ".exp"), ...cases];

const hasJq = spawnSync("jq", ["--version"]).status === 0;
test.skipIf(!hasJq)(`Oniguruma, which jq has, matches as our matcher does${hasJq ? "" : ": jq is not there"}`, () => {
  const lines = [...files.flatMap(([, text]) => text.split(/[\r\n]+/)), 'é漢字 3épochs "{é}" ~/x “y” 😀 \u0663 data-é fit_é 2é'];
  const all = patterns.flatMap(({ match, captures }) => [match, ...(captures?.[0].patterns ?? []).map(({ match }) => match)]);
  const program = '[.all[] as $re | [.lines[] | [match($re; "g") | select(.length > 0) | [.offset, .length]]]]';
  const { stdout, stderr } = spawnSync("jq", ["-c", program], {
    input: JSON.stringify({ lines, all }),
    encoding: "utf8",
    maxBuffer: 2 ** 26,
  });
  expect(stderr).toBe("");
  const points = (text: string) => [...text].length;
  const ours = all.map(match =>
    lines.map(line =>
      [...line.matchAll(compile(match))].flatMap(({ 0: found, index }) => (found ? [[points(line.slice(0, index)), points(found)]] : [])),
    ),
  );
  expect(JSON.parse(stdout)).toEqual(ours);
});

/** The scopes that a token may have. */
function scopesOf({ tokenType, image }: IToken): string[] {
  if (statementTokens.includes(tokenType)) return [wordScopes.statement];
  if (optionTokens.includes(tokenType)) return [wordScopes.option];
  return tokenType.name === "Identifier"
    ? [wordScopes.word, wordScopes.name, wordScopes.other]
    : [scopes[tokenType.name] ?? `none for ${image}`];
}

/** Every token with its place and its scope, where that is one of those that it may have. */
function lexed(text: string, given: readonly { start: number; scope: string }[]) {
  const { tokens, groups } = lexer.tokenize(text);
  const scopeAt = new Map(given.map(({ start, scope }) => [start, scope]));
  return [...tokens.filter(({ tokenType }) => tokenType !== Newline), ...groups.comments]
    .sort((a, b) => a.startOffset - b.startOffset)
    .map(token => {
      const [start, end] = [token.startOffset, token.startOffset + token.image.length];
      const may = scopesOf(token).map(scope => `${scope}.exp`);
      return { start, end, scope: may.find(scope => scope === scopeAt.get(start)) ?? may[0] };
    });
}

function expectAgreement(text: string): void {
  const given = tokenise(text, patterns).map(({ start, end, scope }) => ({ start, end, scope }));
  expect(given).toEqual(lexed(text, given));
}

describe("the lexer and the TextMate grammar see the same", () => {
  test("in every experiment and case there is", () => {
    expect(files.length).toBeGreaterThan(100);
    for (const [name, text] of files) expect(() => expectAgreement(text), name).not.toThrow();
  });

  test("in the examples of the statements", () => {
    for (const { example } of statements) expectAgreement(example);
  });

  test("in whatever else may be written", () => {
    const pieces = fc.constantFrom(
      ...'data fit fit_one_cycle fit_ed from-a resnet34 1e-3 20% 3epochs 2 GB 7px .5 a/b ./x ~/y / "a{b}" "\\" \'x\' “y” # é 漢字 😀 = + - * ( ) [ ] { } ; ,'.split(
        " ",
      ),
      " ",
      "\n",
      "\r\n",
      "\t",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), all => expectAgreement(all.join(""))),
      { numRuns: 2000 },
    );
  });
});

test("what stands for itself in a text, and what a name stands for, are told apart", () => {
  const [, , text] = tokenise('predict name "a{b}\\{c}\\"{1}"', patterns);
  expect(text.inner.map(({ scope }) => scope)).toEqual([
    "variable.other.interpolated.exp",
    "constant.character.escape.exp",
    "constant.character.escape.exp",
  ]);
});

import { key, uniform } from "../../src/common/random.ts";
import { optionTokens, statementTokens } from "../../src/language/grammar/tokens.ts";
import { cases } from "../support/marked.ts";

/** Whole programs, most of them wrong in one way: those of the fixtures. */
const programs: readonly string[] = cases.map(([, source]) => source);

const words = [...statementTokens, ...optionTokens].map(({ PATTERN }) => `${(PATTERN as RegExp).source} `);
/** What files hold that nobody typed: marks that are not seen, that turn or join, halves of pairs, characters that are none. */
const oddities = [
  ..."\u0000\u0001\u0007\u0008\u000b\u000c\u001b\u007f\u0085\u00a0\u00ad\u034f\u061c\u1680\u180e\u200b\u200d\u200e\u200f\u2028\u2029\u202e\u2060\u2066\u2069\u3000\ufeff\ufff9\ufffd\ufffe\uffff",
  "\ud800",
  "\udfff",
  "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}",
  "\u{1f1e9}\u{1f1ea}",
  "\u{e0001}",
  "\u{10ffff}",
  "e\u0301",
  `a${"\u0301".repeat(200)}`,
  "ｄａｔａ ",
  "І", // Cyrillic
  "ﬁt 1 epochs",
  "１２３",
  "٣",
  "²",
  "İ",
  "ß",
  "“”‘’«»",
];
const numbers = [
  "0",
  "-0",
  "1e999",
  "-1e999",
  "1e-999",
  "9".repeat(400),
  `0.${"0".repeat(400)}1`,
  "0x10",
  "1_000",
  "1e",
  ".5",
  "5.",
  "1.2.3",
  "Infinity",
  "NaN",
];
const deep = ["(", "[", "{ augment ", "- ", "experiment a { ", '"{', "1 + (", "{", "}", "))", "]]"].map(piece => piece.repeat(60));
const pieces = [
  ..."{}()[];,#\"'\\=+-*/%.\n\t ",
  "\r\n",
  "\r",
  "let x = ",
  "like ",
  '"{x}"',
  "env HOME default ",
  ...words,
  ...oddities,
  ...numbers,
  ...deep,
];

/** Characters that a program may grow to; now and then it is a long one. */
const greatest = [1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 1000, 6000];

/** The program of a number: the same for the same seed. */
export function mutant(seed: number, number: number): string {
  const stream = key(seed, number);
  let drawn = 0;
  const draw = (n: number): number => Math.floor(uniform(stream, drawn++) * n);
  const pick = <T>(from: readonly T[]): T => from[draw(from.length)];
  const range = (text: string): [number, number] => {
    const start = draw(text.length + 1);
    return [start, Math.min(text.length, start + pick([1, 1, 3, 10, 40, 200]))];
  };
  const replaced = (text: string, [start, end]: [number, number], by: string) => text.slice(0, start) + by + text.slice(end);
  const at = (text: string): [number, number] => {
    const place = draw(text.length + 1);
    return [place, place];
  };
  const mutations: ((text: string) => string)[] = [
    text => replaced(text, range(text), ""),
    text => replaced(text, at(text), pick(pieces)),
    text => replaced(text, range(text), pick(pieces)),
    text => replaced(text, at(text), text.slice(...range(text))),
    text => replaced(text, at(text), pick(programs)),
    text => replaced(text, range(text), String.fromCharCode(draw(0x10000))),
    text => text.replace(/\d+(?:\.\d+)?/, pick(numbers)),
    text => text.slice(...range(text)).repeat(pick([1, 10, 100])) + text,
    text => text.split("\n").reverse().join("\n"),
  ];
  const most = pick(greatest);
  let text = pick(programs);
  for (let left = 1 + draw(6); left > 0; left--) text = pick(mutations)(text).slice(0, most);
  return text;
}

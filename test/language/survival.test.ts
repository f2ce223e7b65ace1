import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { longest } from "../../src/language/parse.ts";
import { folderOf } from "../cli/exp.ts";
import { mutant } from "./mutations.ts";
import { survive } from "./survival.ts";

/** `node script.mjs bench/fuzz.ts` tries many more, and how long each takes. */
test("four hundred mutated programs are survived", () => {
  const file = join(folderOf({ "pets/a_1.jpg": "", "photo.jpg": "", "shared.exp": "let size = 8px\n" }), "main.exp");
  for (let number = 0; number < 400; number++) survive(mutant(20, number), file);
});

test.each(["let\n=", "let;=", "let {=", "let }=", "= let x = (1 +"])("%j is survived, as fuzzing found that it was not", source =>
  survive(source, "/nowhere/main.exp"),
);

/** What a file of the greatest length is made of. */
const monotonous = {
  parentheses: "(",
  brackets: "[",
  signs: "-",
  sums: " + 1",
  braces: "{",
  "braces in braces": "{ augment ",
  "closing braces": "}",
  quotes: '"',
  "lines of nothing": "\n",
  words: "a ",
  "a long word": "a",
  digits: "9",
  statements: "model resnet34\n",
  mistakes: "fine_tun 1 epochs metric eror_rate\n",
  options: " split 20%;",
  names: "{x}",
  marks: "\u0301",
  characters: "猫",
  "halves of pairs": "\ud800",
  "what nobody sees": "\u202e",
};
describe("a file of the greatest length is survived, of", () => {
  test.each(Object.entries(monotonous))("%s", (_, piece) => {
    for (const start of ["", "let x = ", "data pets from folder ", 'let x = "', "fit 1 epochs metric "])
      survive((start + piece.repeat(longest / piece.length)).slice(0, 4000), "/nowhere/main.exp");
    survive(piece.repeat(longest / piece.length), "/nowhere/main.exp");
    expect(() => survive(piece.repeat(longest), "/nowhere/main.exp")).not.toThrow();
  });
});

import { optionNames, reservedNames, statementNames } from "../src/statements/index.ts";

/** What the words of a table look like, by Vim's names for it. */
const words: Record<string, { looks: string; names: readonly string[] }> = {
  expStatement: { looks: "Statement", names: statementNames },
  expOption: { looks: "Type", names: optionNames },
  expName: { looks: "Constant", names: [...reservedNames()] },
};
const patterns: Record<string, { looks: string; syntax: string }> = {
  expNumber: { looks: "Number", syntax: String.raw`match expNumber "\v<\d+(\.\d+)?([eE][-+]?\d+)?[A-Za-z%]*"` },
  expText: { looks: "String", syntax: String.raw`region expText start=+"+ skip=+\\"+ end=+"+ oneline` },
  expComment: { looks: "Comment", syntax: 'match expComment "#.*$"' },
};

/** The colors of Vim and Neovim, from the tables of src/statements. */
export function vimSyntax(): string {
  const isWord = (name: string) => /^\w+$/.test(name);
  const looks = Object.entries({ ...words, ...patterns }).map(([group, { looks }]) => `highlight default link ${group} ${looks}`);
  return [
    '" Made by `npm run syntax` from the tables of the language.',
    'if exists("b:current_syntax")\n  finish\nendif\n',
    ...Object.entries(words).map(([group, { names }]) => `syntax keyword ${group} ${names.filter(isWord).join(" ")}`),
    ...Object.values(patterns).map(({ syntax }) => `syntax ${syntax}`),
    "",
    ...looks,
    '\nlet b:current_syntax = "exp"\n',
  ].join("\n");
}

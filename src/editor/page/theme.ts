import * as monaco from "./monaco.ts";

/** Colors by kinds of tokens, of the language server and of the colors before it. */
const rules = (colors: Record<string, string>): monaco.editor.ITokenThemeRule[] =>
  Object.entries(colors).map(([token, foreground]) => ({ token, foreground }));

const themes: Record<"exp-light" | "exp-dark", monaco.editor.IStandaloneThemeData> = {
  "exp-light": {
    base: "vs",
    inherit: true,
    rules: rules({
      keyword: "0b57d0",
      property: "8a3fc7",
      parameter: "8a3fc7",
      string: "1a7f4b",
      number: "b3470a",
      comment: "59636e",
      type: "0f6b74",
      class: "0f6b74",
      function: "0f6b74",
      enumMember: "0f6b74",
      variable: "1c2126",
    }),
    colors: { "editor.background": "#ffffff", "editor.foreground": "#1c2126" },
  },
  "exp-dark": {
    base: "vs-dark",
    inherit: true,
    rules: rules({
      keyword: "8ab4f8",
      property: "cf9cff",
      parameter: "cf9cff",
      string: "5fd39a",
      number: "f5a35c",
      comment: "9aa5b1",
      type: "6fd3dc",
      class: "6fd3dc",
      function: "6fd3dc",
      enumMember: "6fd3dc",
      variable: "e4e8ed",
    }),
    colors: { "editor.background": "#14181d", "editor.foreground": "#e4e8ed" },
  },
};

/** Light or dark as the page is. */
export function followTheme(): void {
  for (const [name, theme] of Object.entries(themes)) monaco.editor.defineTheme(name, theme);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const follow = () => monaco.editor.setTheme(dark.matches ? "exp-dark" : "exp-light");
  dark.addEventListener("change", follow);
  follow();
}

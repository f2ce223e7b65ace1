/** Characters that show nothing, or change how others show: controls (C1), what Unicode calls default ignorable (zero-width, bidirectional, fillers, tags), separators of lines, halves of pairs. */
const unseen = /[\u007f-\u009f\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb\p{Surrogate}]/gu;

/** Before a joiner or a variation selector that does show: emoji, and the scripts whose letters join. */
const joined =
  /(?:\ufe0f|[\p{Extended_Pictographic}\p{Emoji_Modifier}\p{Script=Arabic}\p{Script=Syriac}\p{Script=Mongolian}\p{Script=Devanagari}\p{Script=Bengali}\p{Script=Gurmukhi}\p{Script=Gujarati}\p{Script=Oriya}\p{Script=Tamil}\p{Script=Telugu}\p{Script=Kannada}\p{Script=Malayalam}\p{Script=Sinhala}])$/u;
const joiners: ReadonlySet<string> = new Set(["\u200c", "\u200d", "\ufe0e", "\ufe0f"]);

const codeOf = (character: string): string => character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0");

/** Characters that nobody sees as their numbers, `‹U+200B›`: so no two names that differ in them look alike, and none drives a terminal or turns the text around it. */
export const withUnseen = (text: string): string =>
  text.replace(unseen, (character, at: number) =>
    joiners.has(character) && joined.test(text.slice(Math.max(0, at - 2), at)) ? character : `‹U+${codeOf(character)}›`,
  );

/** JSON of one line, in which such characters are escaped: the same value, which does nothing to a terminal. */
export const jsonLine = (value: unknown): string =>
  JSON.stringify(value).replace(unseen, character =>
    character
      .split("")
      .map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`)
      .join(""),
  );

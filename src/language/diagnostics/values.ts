import { code, withArticle } from "../../common/words.ts";
import { append, error, foundAs, remove, replace } from "./entry.ts";

interface Found {
  /** As it is written. */
  found: string;
  /** Its value, if that differs. */
  value?: string;
}

/** Values that are missing, of the wrong kind, or out of range. */
export const values = {
  "missing-value": error<{ after: string; what: string; example: string }>("A value is missing.", ({ after, what, example }) => ({
    message: `${code(after)} needs ${what}`,
    hint: `write for example ${code(example)}`,
  })),
  "missing-word": error<{ after: string; words: readonly string[]; example: string }>(
    "A word is missing.",
    ({ after, words, example }, span) => ({
      message: `${words.map(code).join(" or ")} is missing after ${code(after)}`,
      hint: `write for example ${code(example)}`,
      fix: words.length === 1 ? append(` ${words[0]}`, span) : undefined,
    }),
  ),
  "wrong-value": error<Found & { what: string; example: string }>("A value is of the wrong kind.", ({ what, example, ...found }) => ({
    message: `${foundAs(found)} is not ${what}`,
    hint: `write for example ${code(example)}`,
  })),
  "unexpected-value": error<Found & { after: string; example: string | null }>("A value too many.", ({ after, example, ...found }) => ({
    message: `${foundAs(found)} is one value too many for ${code(after)}`,
    hint: example ? `write for example ${code(example)}` : "remove it",
    fix: remove("it"),
  })),
  "missing-unit": error<{ number: string; value?: string; unit: string }>("A number lacks its unit.", ({ number, value, unit }) => ({
    message: `${foundAs({ found: number, value })} lacks a unit`,
    hint: `write for example ${code((value ?? number) + unit)}`,
  })),
  "out-of-range": error<Found & { what: string; least: string; most: string; percent?: string }>(
    "A number is too small or too great.",
    ({ what, least, most, percent, ...found }) => ({
      message: `${foundAs(found)} is out of range for ${withArticle(what)}`,
      hint: percent ? `did you mean ${code(percent)}?` : `it goes from ${least} to ${most}`,
      fix: percent && !found.value ? replace(percent) : undefined,
    }),
  ),
  "not-whole": error<Found & { what: string; whole: string }>("A number must be whole.", ({ what, whole, ...found }) => ({
    message: `${foundAs(found)} is not whole, as ${withArticle(what)} must be`,
    hint: `write for example ${code(whole)}`,
    fix: found.value ? undefined : replace(whole),
  })),
  "reversed-range": error<{ from: string; to: string }>("A range begins above its end.", ({ from, to }) => ({
    message: `the range from ${code(from)} to ${code(to)} is reversed`,
    hint: "the first layers learn with the smaller rate, the head with the greater",
    fix: { title: "swap them", text: `${to} to ${from}` },
  })),
  "batch-of-one": error<{ by: string }>("Training with one image in a batch.", ({ by }) => ({
    message: `${code(by)} cannot train on batches of one image: batch norm compares the images of a batch with each other`,
    hint: "give 2 or more, or leave `batch` out",
    fix: replace("8"),
  })),
  "bad-regex": error<{ reason: string }>("A regular expression cannot be read.", ({ reason }) => ({
    message: `this regular expression cannot be read: ${reason}`,
    hint: "it follows the rules of JavaScript",
  })),
  "regex-without-group": error<{ pattern: string }>("A regular expression has no group to take the label from.", ({ pattern }) => ({
    message: `${code(pattern)} has no group, so it names no label`,
    hint: 'put the label in parentheses, as in `"(.+)_[0-9]+"`',
  })),
  "same-label": error<{ label: string }>("Both cases have the same label.", ({ label }) => ({
    message: `upper and lower case both mean ${code(label)}`,
    hint: "give each case its own label, as in `upper cat lower dog`",
  })),
};

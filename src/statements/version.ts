import type { Span } from "../common/span.ts";
import type { Argument } from "../language/argument.ts";
import { writtenOf } from "../language/argument.ts";
import type { Slot } from "../language/slots.ts";
import { defineStatement } from "./statement.ts";

/** The newest version of the language that this exp knows; it knows all before it. */
export const newestVersion = 1;

const number: Slot<number> = {
  what: "the number of a version",
  known: "versions",
  example: "1",
  takes: newestVersion === 1 ? "1" : `1 to ${newestVersion}`,
  fits: (value: Argument) => value.kind === "quantity",
  read(value, report) {
    const version = value.kind === "quantity" && value.unit === "" ? value.number : Number.NaN;
    if (Number.isInteger(version) && version >= 1 && version <= newestVersion) return version;
    report("unsupported-version", value.span, { version: writtenOf(value), newest: newestVersion });
    return null;
  },
};

export interface VersionSpec {
  kind: "version";
  span: Span;
}

export const version = defineStatement({
  name: "version",
  role: "structure",
  needs: [],
  forms: { version: "<version>" },
  slots: { version: number },
  options: {},
  doc: "The version of the language that the file is written for, as its first statement. The default is version 1.",
  example: "version 1",
  read: ({ statement }): VersionSpec => ({ kind: "version", span: statement.span }),
});

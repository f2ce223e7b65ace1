import { explanations } from "../../language/diagnostics/explained/index.ts";
import { type Code, catalogue } from "../../language/diagnostics/index.ts";
import { indented, type Manner, twoColumns, wrap } from "./text.ts";

/** What `exp explain CODE --json` prints. */
export function explanationOf(code: Code) {
  const { severity, doc } = catalogue[code];
  const { means, wrong, inShort, right, beside = {}, environment = {} } = explanations[code];
  const files = Object.fromEntries(Object.entries(beside).map(([name, text]) => [name, text.length > 60 ? `${text.slice(0, 50)}…` : text]));
  return { code, severity, doc, means, wrong: inShort ?? wrong, right, files, environment };
}

export function explainedText(code: Code, { width, paint }: Manner): string {
  const { severity, doc, means, wrong, right, files, environment } = explanationOf(code);
  const strong = severity === "error" ? paint.red : paint.yellow;
  const around = [
    ...Object.entries(environment).map(([name, value]) => `where the environment has ${name}=${value}`),
    ...Object.entries(files).map(([name, text]) => `where ${name} holds ${text}`),
  ];
  return [
    `${paint.bold(code)} ${strong(severity)}`,
    wrap(doc, width),
    wrap(means, width),
    paint.bold(["Wrong", ...around].join(", ")),
    indented(wrong),
    paint.bold("Right"),
    indented(right),
  ].join("\n\n");
}

export const codeList = (manner: Manner): string =>
  twoColumns(
    Object.entries(catalogue).map(([code, { doc }]) => [code, doc] as const),
    manner,
  );

import type { Code } from "../index.ts";
import type { Explanation } from "./explanation.ts";
import { explainedExpressions } from "./expressions.ts";
import { explainedFiles } from "./files.ts";
import { explainedNames } from "./names.ts";
import { explainedOrder } from "./order.ts";
import { explainedStructure } from "./structure.ts";
import { explainedSyntax } from "./syntax.ts";
import { explainedValues } from "./values.ts";

/** The explanation of every code; the type checker names one that lacks. */
export const explanations: Record<Code, Explanation> = {
  ...explainedSyntax,
  ...explainedNames,
  ...explainedValues,
  ...explainedFiles,
  ...explainedOrder,
  ...explainedExpressions,
  ...explainedStructure,
};

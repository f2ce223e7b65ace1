import type { StatementKind } from "../statements/statement.ts";
import { evaluate } from "./evaluate/statement.ts";
import { explain } from "./explain/statement.ts";
import { fineTune } from "./fine_tune/statement.ts";
import { fit } from "./fit/statement.ts";
import { fitOneCycle } from "./fit_one_cycle/statement.ts";
import { predict } from "./predict/statement.ts";
import type { SpecOf, StepName } from "./specs.ts";
import { visualize } from "./visualize/statement.ts";

/** The statements of steps, in the order of the reference. */
export const stepStatements = { fine_tune: fineTune, fit, fit_one_cycle: fitOneCycle, visualize, explain, evaluate, predict } satisfies {
  // biome-ignore lint/suspicious/noExplicitAny: one table has statements of every type
  [K in StepName]: StatementKind<any, any, any, SpecOf<K>>;
};

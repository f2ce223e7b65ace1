import type { Span } from "../../common/span.ts";
import type { Diagnostic } from "../diagnostic.ts";
import type { Entry } from "./entry.ts";
import { expressions } from "./expressions.ts";
import { files } from "./files.ts";
import { names } from "./names.ts";
import { order } from "./order.ts";
import { structure } from "./structure.ts";
import { syntax } from "./syntax.ts";
import { values } from "./values.ts";

/** Every code there is, with its severity, its documentation and what it says. */
export const catalogue = { ...syntax, ...names, ...values, ...files, ...order, ...expressions, ...structure };

export type Code = keyof typeof catalogue;
type Facts<C extends Code> = (typeof catalogue)[C] extends Entry<infer F> ? F : never;

/** Reports a mistake. A code that needs facts for its message takes them last. */
export type Report = <C extends Code>(code: C, span: Span, ...facts: [Facts<C>] extends [null] ? [] : [Facts<C>]) => void;

/** A `report` that collects into `diagnostics`; of a file that is included, where it is named. */
export const reporter =
  (diagnostics: Diagnostic[], included?: Diagnostic["included"]): Report =>
  (code, span, ...facts) => {
    const entry = catalogue[code] as Entry<unknown>;
    const { message, hint, fix } = entry.say(facts[0], span);
    diagnostics.push({
      code,
      severity: entry.severity,
      message,
      span,
      hint,
      fix: fix && { ...fix, span: fix.span ?? span },
      ...(included && { included }),
    });
  };

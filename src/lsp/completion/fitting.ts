import type { VisibleName } from "../../language/names.ts";
import type { Slot } from "../../language/slots.ts";
import { dimensionOf } from "../../language/value.ts";

const span = { start: 0, end: 0 };

/** Whether the value of a name fits a slot, or, in an expression, may be part of one that does. A list, or a value that is wrong, always may. */
export function mayStand({ name, value }: VisibleName, slot: Slot<unknown>, isComputed: boolean): boolean {
  if (value === null || value.kind === "list") return true;
  if (value.kind === "text")
    return slot.names?.().includes(value.text) ?? slot.fits({ kind: "text", text: value.text, parts: null, expression: name, span });
  const { number, unit } = value;
  if (slot.names || !slot.fits({ kind: "quantity", number, unit, written: name, expression: name, span })) return false;
  const dimensions = ["", ...(slot.units ?? []).map(unit => dimensionOf({ kind: "number", number, unit }))];
  return isComputed || !slot.units || dimensions.includes(dimensionOf(value));
}

import type { VisibleName } from "../../language/names.ts";
import type { Slot } from "../../language/slots.ts";
import { dimensionOf } from "../../language/worth.ts";

const span = { start: 0, end: 0 };

/** Whether what a name stands for may stand in a slot, or, where that is computed, may be a part of it. Of what is wrong or a list nothing is known. */
export function mayStand({ name, worth }: VisibleName, slot: Slot<unknown>, isComputed: boolean): boolean {
  if (worth === null || worth.kind === "list") return true;
  if (worth.kind === "text")
    return slot.names?.().includes(worth.text) ?? slot.fits({ kind: "text", text: worth.text, parts: null, expression: name, span });
  const { number, unit } = worth;
  if (slot.names || !slot.fits({ kind: "quantity", number, unit, written: name, expression: name, span })) return false;
  const dimensions = ["", ...(slot.units ?? []).map(unit => dimensionOf({ kind: "number", number, unit }))];
  return isComputed || !slot.units || dimensions.includes(dimensionOf(worth));
}

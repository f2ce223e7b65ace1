import { visible } from "../common/words.ts";
import type { EventKind } from "./event_kind.ts";

/** Something that the person should know. */
export interface WarningEvent {
  event: "warning";
  message: string;
}

export const warning: EventKind<WarningEvent> = {
  numbers: {},
  warnings: ({ message }) => [visible(message)],
};

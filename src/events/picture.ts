import { visible } from "../common/words.ts";
import type { EventKind } from "./event_kind.ts";

/** A picture was drawn. */
export interface PictureEvent {
  event: "picture";
  step: number;
  title: string;
  /** Absolute. */
  file: string;
  /** What it shows and how it was made. */
  caption: string;
  /** What is to be seen in it, for those who cannot see it; its title by default. */
  alt?: string;
}

export const picture: EventKind<PictureEvent> = {
  numbers: { step: "number" },
  news: ({ step, title, file, caption }) => [
    { news: "picture", step, title: visible(title), caption: visible(caption), file, isResult: true },
  ],
};

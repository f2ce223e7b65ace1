import type { Feature } from "../feature.ts";
import { plannedIn } from "./programs.ts";

/** After the last change: a plan is not worth making of every word, in milliseconds. */
const pause = 600;

/** Has plans made when the typing rests, and has editors ask again when there are new ones. */
export const facts: Feature = {
  capabilities: {},
  attach({ workspace, facts, onChange, onClose, onEnd }) {
    let timer: NodeJS.Timeout | undefined;
    const soon = () => {
      clearTimeout(timer);
      timer = setTimeout(() => facts.want(workspace.all().flatMap(plannedIn)), pause);
    };
    onChange(uri => {
      // Files on the disk may be others.
      if (uri === null) facts.forget();
      soon();
    });
    onClose(soon);
    onEnd(() => {
      clearTimeout(timer);
      facts.close();
    });
  },
};

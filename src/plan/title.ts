import { basename } from "node:path";
import type { Plan } from "./plan.ts";

/** The experiment as messages name it: `pets.exp`, and `pets.exp small` where the file has several. */
export const experimentTitle = ({ file, experiment }: Pick<Plan, "file" | "experiment">): string =>
  [basename(file), ...(experiment === null ? [] : [experiment])].join(" ");

/** As folders are named: `pets`, `pets-small`. */
export const shortNameOf = ({ file, experiment }: Pick<Plan, "file" | "experiment">): string =>
  [basename(file, ".exp"), ...(experiment === null ? [] : [experiment])].join("-");

import { jsonLine } from "../../common/unseen.ts";
import type { Display, Output } from "./display.ts";

/** For programs: one event a line on standard output and nothing else there. Numbers that are not finite are null. */
export const jsonDisplay = ({ out, err }: Output): Display => ({
  add: event => void out.write(`${jsonLine(event)}\n`),
  download() {},
  note: text => void err.write(`${text}\n`),
  close() {},
});

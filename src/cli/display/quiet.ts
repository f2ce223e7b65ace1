import { visible } from "../../common/words.ts";
import { brokenLines } from "../../events/broken.ts";
import type { RunEvent } from "../../events/index.ts";
import { shortPath, shownPath } from "../../events/paths.ts";
import type { Display, Output } from "./display.ts";

/** Warnings on standard error, and at the end the run folder on standard output: to a pipe, whose other end opens it, as it is named. */
export function quietDisplay({ out, err }: Output): Display {
  let folder: string | null = null;
  const note = (text: string) => void err.write(`${text}\n`);
  return {
    show(event: RunEvent) {
      if (event.event === "started") folder = event.folder;
      if (event.event === "warning") note(`warning: ${visible(event.message)}`);
      if (event.event === "resumed") for (const text of event.notes) note(`warning: ${visible(text)}`);
      if (event.event === "broken") for (const line of brokenLines(event.files)) note(line);
    },
    download() {},
    note,
    close() {
      if (folder) out.write(`${out.isTTY ? shownPath(folder) : shortPath(folder)}\n`);
    },
  };
}

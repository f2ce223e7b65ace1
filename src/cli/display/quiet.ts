import { eventKind, type RunEvent } from "../../events/index.ts";
import { shortPath, shownPath } from "../../events/paths.ts";
import type { Display, Output } from "./display.ts";

/** Warnings on standard error, and at the end the run folder on standard output: to a pipe, whose other end opens it, as it is named. */
export function quietDisplay({ out, err }: Output): Display {
  let folder: string | null = null;
  const note = (text: string) => void err.write(`${text}\n`);
  return {
    add(event: RunEvent) {
      if (event.event === "started") folder = event.folder;
      for (const text of eventKind(event.event)?.warnings?.(event) ?? []) note(`warning: ${text}`);
    },
    download() {},
    note,
    close() {
      if (folder) out.write(`${out.isTTY ? shownPath(folder) : shortPath(folder)}\n`);
    },
  };
}

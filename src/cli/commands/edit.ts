import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { jsonLine } from "../../common/unseen.ts";
import { serveEditor } from "../../editor/serve.ts";
import { shownPath } from "../../events/paths.ts";
import { openBrowser } from "../../serve/open_browser.ts";
import type { Command } from "../commands.ts";
import { readExperiment } from "../experiments.ts";
import { whole } from "../options.ts";
import { stopSignals } from "../stop_signals.ts";
import { say } from "../terminal.ts";

/**
 * `exp edit FILE`: serves a page that edits the file, on this machine only, until Ctrl-C, which also stops a run that is under way. A missing file is
 * created when it is first saved.
 */
export const edit: Command = async ([file], { port, open, json }) => {
  const path = resolve(file as string);
  if (!isNew(path)) readExperiment(file as string);
  const editor = await serveEditor(path, port === undefined ? 0 : whole("--port", String(port), 1, 65535));
  const { signal } = stopSignals({ onFirst: () => {}, onSecond: () => editor.stop() });
  if (json) console.log(jsonLine({ event: "serving", url: editor.url }));
  else
    say(
      `editor of ${shownPath(path)} in the browser:\n\n  ${editor.url}\n\nPress Ctrl-C to stop. Anyone with the address on this machine can edit and run the file.`,
    );
  if (open !== false) openBrowser(editor.url);
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener("abort", resolve));
  await editor.close();
  return 0;
};

/** A name that ends in `.exp`, in a folder that is there. */
const isNew = (path: string): boolean => path.endsWith(".exp") && !exists(path) && exists(dirname(path));
const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

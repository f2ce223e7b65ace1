import { statSync } from "node:fs";
import { dirname, resolve } from "node:path";
import { openBrowser } from "../../editor/open_browser.ts";
import { serveEditor } from "../../editor/serve.ts";
import type { Command } from "../commands.ts";
import { shownPath } from "../display/paths.ts";
import { readExperiment } from "../experiments.ts";
import { whole } from "../options.ts";
import { stopSignals } from "../stop_signals.ts";

/**
 * `exp edit FILE`: serves a page that edits the file, to this machine alone, until Ctrl-C; a run that is under way then stops as on Ctrl-C, too. A file
 * that is not there yet is made when it is first saved.
 */
export const edit: Command = async ([file], { port, open, json }) => {
  const path = resolve(file as string);
  if (!isNew(path)) readExperiment(file as string);
  const editor = await serveEditor(path, port === undefined ? 0 : whole("--port", String(port), 1, 65535));
  const { signal } = stopSignals({ onFirst: () => {}, onSecond: () => editor.stop() });
  if (json) console.log(JSON.stringify({ event: "serving", url: editor.url }));
  else
    console.log(
      `${shownPath(path)} can be edited at\n\n  ${editor.url}\n\nCtrl-C ends it; whoever has the address can edit and run the file.`,
    );
  if (open !== false) openBrowser(editor.url);
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener("abort", resolve));
  await editor.close();
  return 0;
};

/** A name that ends in `.exp`, in a folder that is there. */
const isNew = (path: string): boolean => path.endsWith(".exp") && !exists(path) && exists(dirname(path));
const exists = (path: string): boolean => statSync(path, { throwIfNoEntry: false }) !== undefined;

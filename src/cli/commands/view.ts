import { statSync } from "node:fs";
import { basename, dirname, resolve } from "node:path";
import { Failure } from "../../common/failure.ts";
import { jsonLine } from "../../common/unseen.ts";
import { shownPath } from "../../events/paths.ts";
import { openBrowser } from "../../serve/open_browser.ts";
import { isRun } from "../../view/runs.ts";
import { serveView } from "../../view/serve.ts";
import type { Command } from "../commands.ts";
import { whole } from "../options.ts";
import { runNamed } from "../run_folder.ts";
import { stopSignals } from "../stop_signals.ts";
import { say } from "../terminal.ts";

/**
 * `exp view [RUN]`: shows a run while it runs, or all runs of a folder, on this machine only, until Ctrl-C. RUN is a run folder, the name of a run below
 * the current folder, or a folder to search for runs (default: the current folder). Writes nothing.
 */
export const view: Command = async ([given], { port, open, json }) => {
  const { root, run } = await placeOf(given as string | undefined);
  const shown = await serveView(root, port === undefined ? 0 : whole("--port", String(port), 1, 65535), run);
  const { signal } = stopSignals({ onFirst: () => {}, onSecond: () => {} });
  if (json) console.log(jsonLine({ event: "serving", url: shown.url }));
  else
    say(
      `${run ? shownPath(run) : `the runs of ${root === process.cwd() ? "this folder" : shownPath(root)}`} in the browser:\n\n  ${shown.url}\n\nPress Ctrl-C to stop. Anyone with the address on this machine can see the runs.`,
    );
  if (open !== false) openBrowser(shown.url);
  if (!signal.aborted) await new Promise(resolve => signal.addEventListener("abort", resolve));
  await shown.close();
  return 0;
};

/** The folder whose runs are listed, and the run to show. Throws a `Failure` of fault `command line` where there is none. */
async function placeOf(given?: string): Promise<{ root: string; run?: string }> {
  if (given === undefined) return { root: process.cwd() };
  const path = resolve(given);
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isDirectory())
    throw new Failure("command line", `\`${given}\` is a file, not a run`, "name a run folder, or a folder with runs");
  // The runs beside it can then be compared with it.
  if (found) return (await isRun(path)) ? { root: above(path), run: path } : { root: path };
  return { root: process.cwd(), run: (await runNamed(given)).folder };
}

/** The folder that a run is listed in: what holds its `runs`. */
const above = (run: string): string => (basename(dirname(run)) === "runs" ? dirname(dirname(run)) : dirname(run));

import { Failure } from "../../common/failure.ts";
import { formatBytes, formatSeconds } from "../../common/units.ts";
import { jsonLine } from "../../common/unseen.ts";
import { listed } from "../../common/words.ts";
import { type EngineName, engines, enginesThat } from "../../engines/index.ts";
import { type SetUp, setUp } from "../../engines/setup/set_up.ts";
import type { Command } from "../commands.ts";
import { choice } from "../options.ts";
import { stopSignals } from "../stop_signals.ts";
import { say, sayError } from "../terminal.ts";

/**
 * `exp setup ENGINE`: sets up an engine that does not come with exp, in the user's cache folder. Steps are printed on standard error.
 * With `--if-easy`, only in seconds and without network: else it prints why not, and exits with 0.
 */
export const setup: Command = async ([name], { gpu, json, ifEasy, plugin }) => {
  const wanted = choice("exp setup", name as string, ["gpu", ...enginesThat(({ setup }) => setup !== null)]);
  const engine = wanted === "gpu" ? enginesThat(({ setup }) => setup?.isForGpu === true)[0] : wanted;
  const isForGpu = wanted === "gpu" || gpu === true;
  const { runsOn, setup } = engines[engine];
  if (isForGpu && runsOn !== "either")
    throw new Failure(
      "command line",
      `--gpu is for ${listed(enginesThat(({ runsOn }) => runsOn === "either"))}: ${engine} runs on ${runsOn === "gpu" ? "GPUs anyway" : "CPUs only"}`,
      "leave --gpu out",
    );
  if (plugin !== undefined && !setup?.takesPlugin) {
    const takers = enginesThat(({ setup }) => setup?.takesPlugin === true);
    throw new Failure(
      "command line",
      `--plugin is for ${listed(takers)}: ${engine} has no plugins`,
      `write \`exp setup ${takers[0]} --plugin FILE\``,
    );
  }
  if (plugin !== undefined && ifEasy) throw new Failure("command line", "--plugin and --if-easy exclude each other", "leave --if-easy out");
  const signals = stopSignals({
    onFirst: why => sayError(`${why ? `${why}: ` : ""}stopping; nothing that was set up before is changed`),
    onSecond: () => {},
  });
  try {
    const print = (done: SetUp) => (json ? console.log(jsonLine(done)) : say(summary(done)));
    if (ifEasy) await setUpEasily(engine, signals.signal, print);
    else {
      const file = plugin as string | undefined;
      print(await setUp(engine, { gpu: isForGpu, plugin: file, say: sayError, signal: signals.signal }));
    }
    return 0;
  } finally {
    signals.release();
  }
};

/** Seconds after which a setup is not easy. */
const easySeconds = 20;

/** Prints only what it changed, or why it could not. */
async function setUpEasily(engine: EngineName, stop: AbortSignal, print: (done: SetUp) => void): Promise<void> {
  const late = AbortSignal.timeout(1000 * easySeconds);
  try {
    const done = await setUp(engine, { gpu: false, easily: true, say: () => {}, signal: AbortSignal.any([stop, late]) });
    if (done.way !== "present") print(done);
  } catch (error) {
    if (!(error instanceof Failure) || stop.aborted) throw error;
    const why = late.aborted ? `${engine} could not be set up: it takes more than ${easySeconds} seconds` : error.message;
    sayError(`${why}; continuing without it`);
    if (error.fix) sayError(`  ${error.fix}`);
  }
}

const summary = ({ engine, folder, way, device, library, bytes, seconds }: SetUp): string =>
  way === "present"
    ? `${engine} is already set up: ${library} on ${device}, in ${folder}; remove that folder to set it up again`
    : `${engine} is set up: ${library} on ${device}, in ${folder} (${formatBytes(bytes)}, ${formatSeconds(seconds)}); \`exp doctor\` measures its speed`;

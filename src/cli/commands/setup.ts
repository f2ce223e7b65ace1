import { Failure } from "../../common/failure.ts";
import { formatBytes, formatSeconds } from "../../common/units.ts";
import { type SetUp, type SetUpEngine, setUp, setups } from "../../engines/setup/set_up.ts";
import type { Command } from "../commands.ts";
import { choice } from "../options.ts";
import { stopSignals } from "../stop_signals.ts";

/**
 * `exp setup ENGINE`: gets an engine that does not come with exp, into the user's cache folder. Steps are told on standard error.
 * With `--if-easy`, only in seconds and without network: where that does not do, it says why, and that is no failure.
 */
export const setup: Command = async ([name], { gpu, json, ifEasy, plugin }) => {
  const wanted = choice("exp setup", name as string, ["gpu", ...(Object.keys(setups) as SetUpEngine[])]);
  const engine = wanted === "gpu" ? "xla" : wanted;
  const isForGpu = wanted === "gpu" || gpu === true;
  if (isForGpu && !(engine in onGpus))
    throw new Failure(
      "command line",
      `--gpu is for xla and tensorflow: ${engine} runs on ${engine === "webgpu" ? "GPUs anyway" : "CPUs alone"}`,
    );
  if (plugin !== undefined && engine !== "xla")
    throw new Failure("command line", `--plugin is for xla: ${engine} has no plugins`, "write `exp setup xla --plugin FILE`");
  if (plugin !== undefined && ifEasy) throw new Failure("command line", "--plugin and --if-easy do not go together", "leave --if-easy out");
  const signals = stopSignals({
    onFirst: why => console.error(`${why ? `${why}: ` : ""}stopping; what was there before stays`),
    onSecond: () => {},
  });
  try {
    const print = (done: SetUp) => console.log(json ? JSON.stringify(done) : told(done));
    if (ifEasy) await setUpEasily(engine, signals.signal, print);
    else {
      const file = plugin as string | undefined;
      print(await setUp(engine, { gpu: isForGpu, plugin: file, say: line => console.error(line), signal: signals.signal }));
    }
    return 0;
  } finally {
    signals.release();
  }
};

/** Engines that run on CPUs, and on GPUs with other libraries. */
const onGpus: Partial<Record<SetUpEngine, true>> = { xla: true, tensorflow: true };

/** Seconds after which it is easy no more. */
const patience = 20;

/** Tells only what it changed, or why it could not. */
async function setUpEasily(engine: SetUpEngine, stop: AbortSignal, print: (done: SetUp) => void): Promise<void> {
  const late = AbortSignal.timeout(1000 * patience);
  try {
    const done = await setUp(engine, { gpu: false, easily: true, say: () => {}, signal: AbortSignal.any([stop, late]) });
    if (done.way !== "present") print(done);
  } catch (error) {
    if (!(error instanceof Failure) || stop.aborted) throw error;
    const why = late.aborted ? `${engine} could not be set up: it takes more than ${patience} seconds` : error.message;
    console.error(`${why}; going on without it`);
    if (error.fix) console.error(`  ${error.fix}`);
  }
}

const told = ({ engine, folder, way, device, library, bytes, seconds }: SetUp): string =>
  way === "present"
    ? `${engine} is set up already: ${library} on ${device}, in ${folder}; remove that folder to set it up afresh`
    : `${engine} is set up: ${library} on ${device}, in ${folder} (${formatBytes(bytes)}, ${formatSeconds(seconds)}); \`exp doctor\` measures it`;

import { Failure } from "../../common/failure.ts";
import { formatBytes, formatSeconds } from "../../common/units.ts";
import { type SetUp, type SetUpEngine, setUp, setups } from "../../engines/setup/set_up.ts";
import type { Command } from "../commands.ts";
import { choice } from "../options.ts";
import { stopSignals } from "../stop_signals.ts";

/** `exp setup ENGINE`: gets an engine that does not come with exp, into the user's cache folder. Steps are told on standard error. */
export const setup: Command = async ([name], { gpu, json }) => {
  const engine = choice("exp setup", name as string, Object.keys(setups) as SetUpEngine[]);
  if (gpu && engine !== "tensorflow") throw new Failure("command line", `--gpu is for tensorflow: ${engine} runs on GPUs anyway`);
  const signals = stopSignals({
    onFirst: why => console.error(`${why ? `${why}: ` : ""}stopping; what was there before stays`),
    onSecond: () => {},
  });
  try {
    const done = await setUp(engine, { gpu: gpu === true, say: line => console.error(line), signal: signals.signal });
    console.log(json ? JSON.stringify(done) : told(done));
    return 0;
  } finally {
    signals.release();
  }
};

const told = ({ engine, folder, way, device, library, bytes, seconds }: SetUp): string =>
  way === "present"
    ? `${engine} is set up already: ${library} on ${device}, in ${folder}; remove that folder to set it up afresh`
    : `${engine} is set up: ${library} on ${device}, in ${folder} (${formatBytes(bytes)}, ${formatSeconds(seconds)}); \`exp doctor\` measures it`;

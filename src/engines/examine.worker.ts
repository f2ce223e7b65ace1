import type { EngineName } from "./engine.ts";
import { examine } from "./examine.ts";
import { answer } from "./helper.ts";
import { engines } from "./index.ts";

answer(await examine(engines[process.argv[2] as EngineName]));

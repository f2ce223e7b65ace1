import { examine } from "./examine.ts";
import { answer } from "./helper.ts";
import { type EngineName, engines } from "./index.ts";

answer(await examine(engines[process.argv[2] as EngineName]));

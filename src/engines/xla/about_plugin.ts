import { Failure } from "../../common/failure.ts";
import type { AboutPlugin } from "../engine.ts";
import { runHelper } from "../helper.ts";
import type { Platform } from "./plugins.ts";

/**
 * Starts a plugin by the addon, in a process of its own, and asks it. Without its platform it is started as it starts by itself. Throws a `Failure`
 * of fault `machine` where it does not start.
 */
export async function aboutPlugin(addon: string, file: string, platform?: Platform, signal?: AbortSignal): Promise<AboutPlugin> {
  const answer = await runHelper<AboutPlugin | { message: string }>("about_plugin", [addon, file, platform ?? ""], signal);
  if ("message" in answer) throw new Failure("machine", answer.message);
  return answer;
}

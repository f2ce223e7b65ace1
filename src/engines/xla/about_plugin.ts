import { Failure } from "../../common/failure.ts";
import { runHelper } from "../helper.ts";
import type { Platform } from "./plugins.ts";

/** What a plugin tells of itself and of what it runs on. */
export interface AboutPlugin {
  /** As it names it: `cpu`, `cuda`. */
  platform: string;
  /** Of what it runs on, as it says it: `cuda 13000`; a CPU's is `cpu`. */
  version: string;
  /** `PJRT 0.81` */
  api: string;
  /** The first. Bytes that it may use of its memory; null where it does not tell. */
  device: { kind: string; memory: number | null };
}

/**
 * Starts a plugin by the addon, in a process of its own, and asks it. Without its platform it is started as it starts by itself. Throws a `Failure`
 * of fault `machine` where it does not start.
 */
export async function aboutPlugin(addon: string, file: string, platform?: Platform, signal?: AbortSignal): Promise<AboutPlugin> {
  const answer = await runHelper<AboutPlugin | { message: string }>("about_plugin", [addon, file, platform ?? ""], signal);
  if ("message" in answer) throw new Failure("machine", answer.message);
  return answer;
}

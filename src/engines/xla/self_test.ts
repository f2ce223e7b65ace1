import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { convolveBy } from "../setup/convolve_by.ts";
import type { Multiplied } from "../setup/self_test.ts";
import { addon } from "./locate.ts";
import { readPlugin } from "./plugins.ts";
import { openSession } from "./session.ts";

export async function multiply(place: string): Promise<Multiplied> {
  const plugin = readPlugin(place);
  if (!plugin) throw new Failure("machine", "there is no plugin");
  const session = await openSession(join(place, addon.file), plugin, { devices: 1 });
  return { ...(await convolveBy(session)), library: session.library };
}

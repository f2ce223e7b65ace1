import { join } from "node:path";
import { convolveBy } from "../setup/convolve_by.ts";
import type { Multiplied } from "../setup/self_test.ts";
import { loadAddon } from "./addon.ts";
import { addon } from "./locate.ts";
import { openSession } from "./session.ts";

export async function multiply(place: string): Promise<Multiplied> {
  const file = join(place, addon.file);
  const library = `oneDNN ${loadAddon(file).version}`;
  return { ...(await convolveBy(openSession(file, { threads: 1 }))), library };
}

import { spawnSync } from "node:child_process";

/** Words before those that start a program, that make permissions hold root back as they do anyone: without the capabilities to override them. Null where that cannot be had. */
export function heldBack(): string[] | null {
  if (process.getuid?.() !== 0) return process.getuid ? [] : null;
  const wrapper = ["setpriv", "--bounding-set=-dac_override,-dac_read_search"];
  return spawnSync(wrapper[0], [...wrapper.slice(1), "true"]).status === 0 ? wrapper : null;
}

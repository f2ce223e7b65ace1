import { installPackages } from "../../setup/npm.ts";
import type { Way } from "../../setup/way.ts";
import { webgpuPackages } from "./pinned.ts";

/** All that WebGPU needs comes from npm, binaries included. */
export const packages: Way = {
  name: "packages",
  doing: "installing Dawn and tfjs's backend for it",
  disk: { most: 0.4e9, kept: 0.2e9 },
  async make(folder, { say, signal }) {
    say("  webgpu and @tensorflow/tfjs-backend-webgpu from npm");
    await installPackages(folder, webgpuPackages, signal);
  },
};

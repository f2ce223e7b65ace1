import type { Engine, EngineSetup } from "../engine.ts";
import type { TfjsName } from "./backends.ts";
import { tfjsVersion } from "./version.ts";

/** What all backends of tfjs have in common. */
const tfjs = (name: TfjsName) => ({
  name,
  exact: null,
  supports: { devices: false, bfloat16: false },
  open: async (options = {}) => (await import("./session.ts")).openSession(name, options),
  selfTest: async (place: string) => (await import("./self_test.ts")).multiply(name, place),
});

/** Of a backend that `exp setup` makes, which looks for it by `locate`. */
const setUp = (how: Pick<EngineSetup, "platforms" | "ways" | "locate">) => ({
  setup: { isForGpu: false, takesPlugin: false, ...how },
  probe: async () => (await import("../setup/locate.ts")).probeOf(await how.locate()),
});

const memory = { addressable: Number.POSITIVE_INFINITY, overhead: () => 0, feedsAhead: false };

/** tfjs's own kernels in WebAssembly, which come with exp. */
export const wasm: Engine = {
  ...tfjs("wasm"),
  doc: "WebAssembly, on every machine",
  runsOn: "cpu",
  sameBits: "any threads",
  sameEverywhere: true,
  speed: { convolution: 32e9, cores: 2, shares: { training: 0.5, evaluation: 0.75 }, startSeconds: 1 },
  memory: {
    // A memory of 32 bits.
    addressable: 4 * 2 ** 30,
    overhead: tensors => 0.2 * tensors + 1.2 * 150 * 2 ** 20,
    feedsAhead: false,
  },
  setup: null,
  probe: async () => ({ available: true, version: tfjsVersion, device: "CPU", isGpu: false }),
};

export const tensorflow: Engine = {
  ...tfjs("tensorflow"),
  doc: "the TensorFlow library, where `exp setup tensorflow` has fetched it",
  runsOn: "either",
  sameBits: "not promised",
  sameEverywhere: false,
  speed: { convolution: 100e9, cores: 2, shares: { training: 0.45, evaluation: 0.7 }, startSeconds: 3 },
  memory,
  ...setUp({
    platforms: ["linux-x64", "linux-arm64", "darwin-x64"],
    ways: async () => {
      const [{ compiled }, { published }] = await Promise.all([import("./setup/compiled.ts"), import("./setup/published.ts")]);
      return [compiled, published];
    },
    locate: async () => (await import("./locate.ts")).locateTensorflow(),
  }),
};

/** Dawn, with tfjs's backend for it. */
export const webgpu: Engine = {
  ...tfjs("webgpu"),
  doc: "any graphics card, through WebGPU",
  runsOn: "gpu",
  sameBits: "not promised",
  sameEverywhere: false,
  speed: { convolution: 400e9, cores: null, shares: { training: 0.5, evaluation: 0.7 }, startSeconds: 3 },
  memory,
  ...setUp({
    platforms: null,
    ways: async () => [(await import("./setup/packages.ts")).packages],
    locate: async () => (await import("./locate.ts")).locateWebgpu(),
  }),
};

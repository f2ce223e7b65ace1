import type { Engine } from "../engine.ts";

/** The engine of exp's own addon over oneDNN, which brings its own thread. */
export const onednn: Engine = {
  name: "onednn",
  doc: "the oneDNN library, on x86-64 processors, where `exp setup onednn` has built it",
  runsOn: "cpu",
  exact: "Winograd's convolutions, which take about half the time of direct ones and round off about 1e-6 of a result instead of 2e-7",
  supports: { devices: false, bfloat16: false },
  sameBits: "same threads",
  sameEverywhere: false,
  speed: { convolution: 300e9, cores: 2, shares: { training: 0.6, evaluation: 0.75 }, startSeconds: 0.5 },
  memory: {
    addressable: Number.POSITIVE_INFINITY,
    // Folded filters of two evaluations, the last batch being short, and filters as the input gradient wants them.
    overhead: tensors => 0.2 * tensors + 120 * 2 ** 20,
    feedsAhead: false,
  },
  setup: {
    isForGpu: false,
    takesPlugin: false,
    platforms: ["linux-x64"],
    ways: async () => {
      const { fromWheels, system } = await import("./setup.ts");
      return [system(), fromWheels()];
    },
    locate: async () => (await import("./locate.ts")).locateOnednn(),
  },
  probe: async () => {
    const [{ locateOnednn }, { probeOf }] = await Promise.all([import("./locate.ts"), import("../setup/locate.ts")]);
    return probeOf(locateOnednn());
  },
  open: async (options = {}) => {
    const [{ locateOnednn }, { demand }] = await Promise.all([import("./locate.ts"), import("../setup/locate.ts")]);
    const { entry } = demand(locateOnednn());
    return (await import("./session.ts")).openSession(entry, options);
  },
  selfTest: async place => (await import("./self_test.ts")).multiply(place),
};

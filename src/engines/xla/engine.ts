import type { Engine } from "../engine.ts";

const located = async () => {
  const [{ locateXla }, { demand }] = await Promise.all([import("./locate.ts"), import("../setup/locate.ts")]);
  return demand(locateXla());
};

/** OpenXLA's compiler, by exp's own addon over a PJRT plugin, which brings threads of its own. */
export const xla: Engine = {
  name: "xla",
  doc: "OpenXLA's compiler, on NVIDIA's graphics cards where `exp setup gpu` has fetched it, and on x86-64 processors where `exp setup xla` has",
  runsOn: "either",
  exact: "with a graphics card, bfloat16 where nothing else is said, and TensorFloat-32",
  supports: { devices: true, bfloat16: true },
  sameBits: "same threads",
  sameEverywhere: false,
  speed: { convolution: 170e9, cores: 2, shares: { training: 0.5, evaluation: 0.7 }, startSeconds: 2 },
  memory: { addressable: Number.POSITIVE_INFINITY, overhead: () => 0, feedsAhead: true },
  setup: {
    isForGpu: true,
    takesPlugin: true,
    platforms: ["linux-x64"],
    ways: async () => {
      const [{ plugin }, { givenPlugin }] = await Promise.all([import("./setup.ts"), import("./given_plugin.ts")]);
      return [plugin("cpu"), plugin("cuda"), givenPlugin()];
    },
    locate: async () => (await import("./locate.ts")).locateXla(),
    hasPlugin: async (place, file) => (await import("./plugins.ts")).readPlugin(place)?.file === file,
  },
  probe: async () => {
    const [{ locateXla }, { probeOf }] = await Promise.all([import("./locate.ts"), import("../setup/locate.ts")]);
    return probeOf(locateXla());
  },
  open: async (options = {}) => {
    const { entry, plugin } = await located();
    const [{ openSession }, { Compiled }, { normPartsOf }, { cacheFolder }] = await Promise.all([
      import("./session.ts"),
      import("./compiled_cache.ts"),
      import("./stablehlo/lowering.ts"),
      import("../../common/cache.ts"),
    ]);
    const { threads, devices = 1, precision, exact } = options;
    const cache = new Compiled(cacheFolder("compiled"));
    return openSession(entry, plugin, { threads, devices, precision, exact, normParts: normPartsOf(options), cache });
  },
  selfTest: async place => (await import("./self_test.ts")).multiply(place),
  examinePlugin: async () => {
    const { entry, plugin } = await located();
    const { aboutPlugin } = await import("./about_plugin.ts");
    return { ...plugin, about: await aboutPlugin(entry, plugin.file, plugin.platform) };
  },
};

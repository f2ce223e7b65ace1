import type { Recipe } from "../../train/recipes/recipe.ts";
import { fastaiCycle } from "../../train/schedules/one_cycle.ts";

export const fineTune: Recipe = {
  doc: "fastai's `Learner.fine_tune`: trains the head alone, then the whole model at half the rate.",
  phases({ epochs, freezeEpochs, learningRate }) {
    const rate = learningRate?.to ?? 2e-3;
    const multiple = learningRate?.from ? rate / learningRate.from : 100;
    return [
      { epochs: freezeEpochs ?? 1, frozen: true, rate: { kind: "last", rate }, schedule: () => fastaiCycle(0.99) },
      { epochs, frozen: false, rate: { kind: "geometric", from: rate / 2 / multiple, to: rate / 2 }, schedule: () => fastaiCycle(0.3, 5) },
    ];
  },
  // fastai makes a new optimizer whenever it freezes or unfreezes, and each phase does.
  resetsOptimizer: true,
};

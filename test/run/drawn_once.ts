import type * as Module from "../../src/models/initialise.ts";
import type { Weights } from "../../src/models/model.ts";

/** Random weights of a resnet take half a second to draw: by this, in place of the module that draws them, they are drawn once. */
export function drawnOnce({ initialise }: typeof Module): Pick<typeof Module, "initialise"> {
  let drawn: Weights | undefined;
  return {
    initialise: (model, seed, wanted) => {
      if (wanted) return initialise(model, seed, wanted);
      drawn ??= initialise(model, seed);
      return drawn;
    },
  };
}

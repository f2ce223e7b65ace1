import type * as Module from "../../src/models/initialize.ts";
import type { Weights } from "../../src/models/model.ts";

/** Random weights of a resnet take half a second to draw: by this, in place of the module that draws them, they are drawn once. */
export function drawnOnce({ initialize }: typeof Module): Pick<typeof Module, "initialize"> {
  let drawn: Weights | undefined;
  return {
    initialize: (model, seed, wanted) => {
      if (wanted) return initialize(model, seed, wanted);
      drawn ??= initialize(model, seed);
      return drawn;
    },
  };
}

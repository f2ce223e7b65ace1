import { crossEntropy } from "./cross_entropy.ts";
import type { Loss } from "./loss.ts";

export const losses = { cross_entropy: crossEntropy } satisfies Record<string, Loss>;

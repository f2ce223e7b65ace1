import { diagnostics } from "./diagnostics.ts";
import type { Feature } from "./feature.ts";

/** Everything that the server does. */
export const features: readonly Feature[] = [diagnostics];

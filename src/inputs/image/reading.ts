import { limitOf } from "./limits.ts";

/** How sharp opens images: `truncated` finds files that end too early and tolerates what browsers and Pillow tolerate too. */
export const reading = () => ({ failOn: "truncated", limitInputPixels: limitOf("pixels"), autoOrient: true }) as const;

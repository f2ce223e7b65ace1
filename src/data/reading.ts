import { dataDefaults } from "./defaults.ts";

/** How sharp opens images: `truncated` finds files that end too early and tolerates what browsers and Pillow tolerate too. */
export const reading = { failOn: "truncated", limitInputPixels: dataDefaults.mostPixels, autoOrient: true } as const;

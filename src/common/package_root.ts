import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** The folder that holds exp's own package.json, whether the code runs from `src/` (tests) or bundled in `dist/`. */
export const packageRoot = (() => {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    if (folder === dirname(folder)) throw new Error("exp runs from outside its package: no package.json above its code");
    folder = dirname(folder);
  }
  return folder;
})();

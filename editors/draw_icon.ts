import { readFileSync } from "node:fs";
import { join } from "node:path";
import sharp from "sharp";
import { packageRoot } from "../src/common/package_root.ts";

/** Draws the icon of the VS Code extension from that of the page of `exp edit`. */
const svg = readFileSync(join(packageRoot, "src", "editor", "page", "icon.svg"));
await sharp(svg, { density: 288 })
  .resize(256, 256)
  .png({ compressionLevel: 9, palette: true })
  .toFile(join(packageRoot, "editors", "vscode", "icon.png"));

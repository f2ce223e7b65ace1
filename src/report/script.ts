import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../common/package_root.ts";

/** The script that goes into every report, made of `src/view/page/report.ts`, and its hash, by which a policy allows it alone. */
export const reportScript = {
  get text(): string {
    read ??= readFileSync(join(packageRoot, "dist", "view", "report.js"), "utf8").trim();
    return read;
  },
  /** `'sha256-…'` */
  get hash(): string {
    return `'sha256-${createHash("sha256").update(this.text).digest("base64")}'`;
  },
};
let read: string | undefined;

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { unknownIn } from "../packaging/licences.mjs";
import { packageRoot } from "../src/common/package_root.ts";

const read = (file: string): string => readFileSync(join(packageRoot, file), "utf8");

interface Locked {
  license?: string;
  dev?: boolean;
  integrity?: string;
  link?: boolean;
}
const packagesOf = (lock: string): [string, Locked][] =>
  Object.entries((JSON.parse(read(lock)) as { packages: Record<string, Locked> }).packages).filter(([name]) => name !== "");

describe("dependencies", () => {
  test.each(["package-lock.json", "editors/vscode/package-lock.json"])("of %s are locked by their hashes", lock => {
    expect(packagesOf(lock).filter(([, { integrity, link }]) => !link && !integrity?.startsWith("sha512-"))).toEqual([]);
  });

  test("that are installed with exp have licences that are known", () => {
    const unknown = packagesOf("package-lock.json").flatMap(([name, { dev, license }]) =>
      dev || unknownIn(license).length === 0 ? [] : [`${name}: ${license}`],
    );
    expect(unknown).toEqual([]);
    expect(unknownIn("MIT OR GPL-3.0")).toEqual([]);
    expect(unknownIn("MIT AND GPL-3.0")).toEqual(["GPL-3.0"]);
    expect(unknownIn(undefined)).toEqual(["none"]);
  });

  test("run no scripts when they are installed", () => {
    for (const file of [".npmrc", "editors/vscode/.npmrc"]) expect(read(file)).toContain("ignore-scripts=true");
  });

  test("whose code the distribution holds are named there with the text of their licence", () => {
    const notices = read("dist/THIRD_PARTY_NOTICES.txt");
    for (const name of ["chevrotain", "lodash-es", "monaco-editor"])
      expect(notices).toMatch(new RegExp(`^${name} [\\d.]+, (?:Apache-2.0|MIT)$`, "m"));
    expect(notices).toContain("Permission is hereby granted");
    // The font of pictures has its licence beside it.
    expect(read("dist/fonts/DejaVuSans.LICENSE.txt")).toContain("Bitstream Vera");
  });
});

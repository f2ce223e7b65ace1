import { join } from "node:path";
import * as esbuild from "esbuild";
import { expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";

/** The packages that are loaded when a file is, but for what it loads later. */
async function packagesOf(file: string): Promise<string[]> {
  const { metafile } = await esbuild.build({
    entryPoints: [join(packageRoot, file)],
    bundle: true,
    splitting: true,
    packages: "external",
    platform: "node",
    format: "esm",
    outdir: "unwritten",
    write: false,
    metafile: true,
  });
  const { outputs } = metafile;
  const found = new Set<string>();
  const seen = new Set<string>();
  const visit = (name: string): void => {
    if (seen.has(name)) return;
    seen.add(name);
    for (const { path, kind, external } of outputs[name].imports)
      if (kind === "import-statement" && external) found.add(path);
      else if (kind === "import-statement") visit(path);
  };
  visit(Object.keys(outputs).find(name => outputs[name].entryPoint?.endsWith(file))!);
  return [...found].filter(name => !name.startsWith("node:")).sort();
}

test("the server starts without any engine, and without what reads images", async () => {
  expect(await packagesOf("src/cli/commands/lsp.ts")).toEqual([
    "chevrotain",
    "picocolors",
    "vscode-languageserver",
    "vscode-languageserver-textdocument",
    "vscode-languageserver/node",
  ]);
});

#!/usr/bin/env node
// Writes what exp is made of, as CycloneDX: `node packaging/sbom.mjs [FILE]`. It follows from the lock file, and asks no network.
import { execFileSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const here = path => fileURLToPath(new URL(`../${path}`, import.meta.url));
const { name, version } = JSON.parse(readFileSync(here("package.json"), "utf8"));
const words = ["sbom", "--sbom-format", "cyclonedx", "--omit", "dev", "--package-lock-only"];
// npm is a script on Windows, which takes a shell.
const made = execFileSync("npm", words, { cwd: here("."), encoding: "utf8", shell: process.platform === "win32", maxBuffer: 2 ** 26 });
const bom = JSON.parse(made);
// npm calls it after the folder that it lies in.
bom.metadata.component.name = name;
const file = process.argv[2] ?? here("dist/sbom.cdx.json");
writeFileSync(file, `${JSON.stringify(bom, null, 2)}\n`);
console.log(`${file}: ${name} ${version} and the ${bom.components.length} packages that it may install`);

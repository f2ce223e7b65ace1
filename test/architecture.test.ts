import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { expect, test } from "vitest";
import { packageRoot } from "../src/common/package_root.ts";
import { engineNames } from "../src/engines/index.ts";
import { steps } from "../src/steps/index.ts";
import { type OptimizerName, optimizers } from "../src/train/optimizers/index.ts";

/**
 * The rooms of the house, from the ground up: a file imports from its own room and from those before it. A step has a folder in src/steps with a
 * file or a folder for each room that knows it; `parts` are their names.
 */
const rooms: readonly { name: string; folders: readonly string[]; parts?: readonly string[] }[] = [
  { name: "common", folders: ["src/common"] },
  { name: "graph", folders: ["src/graph"] },
  { name: "metrics", folders: ["src/metrics"] },
  { name: "program", folders: ["src/program"], parts: ["spec", "specs"] },
  { name: "inputs", folders: ["src/inputs"] },
  { name: "data", folders: ["src/data"] },
  { name: "models", folders: ["src/models"] },
  { name: "tasks", folders: ["src/tasks"] },
  { name: "engines", folders: ["src/engines"] },
  { name: "train", folders: ["src/train"], parts: ["recipe", "recipes"] },
  { name: "visualize", folders: ["src/visualize"] },
  { name: "language", folders: ["src/language", "src/statements", "grammar"], parts: ["statement", "statements"] },
  { name: "plan", folders: ["src/plan"], parts: ["plan", "text", "graphs", "index", "step"] },
  { name: "export", folders: ["src/export"] },
  { name: "events", folders: ["src/events"] },
  { name: "run_folder", folders: ["src/run_folder"] },
  { name: "checkpoint", folders: ["src/checkpoint"] },
  { name: "report", folders: ["src/report"], parts: ["section", "sections"] },
  { name: "run", folders: ["src/run"], parts: ["run", "runs"] },
  { name: "serve", folders: ["src/serve"] },
  { name: "lsp", folders: ["src/lsp"] },
  { name: "editor", folders: ["src/editor"] },
  { name: "view", folders: ["src/view"] },
  { name: "cli", folders: ["src/cli"] },
];

/** A task has a folder in src/tasks; what of it belongs to a higher room is in a folder with the name of that room. */
const roomOfTask = (path: string): number => {
  const above = rooms.findLastIndex(({ name }) => path.split("/").slice(2, -1).includes(name) && name !== "metrics");
  return above >= 0 ? above : rooms.findIndex(({ name }) => name === "tasks");
};

const roomOf = (path: string): number =>
  path.startsWith("src/tasks/")
    ? roomOfTask(path)
    : path.startsWith("src/steps/")
      ? rooms.findIndex(({ parts = [] }) => path.split(/[/.]/).some(name => parts.includes(name)))
      : rooms.findIndex(({ folders }) => folders.some(folder => path.startsWith(`${folder}/`)));

interface Import {
  from: string;
  to: string;
  line: number;
  text: string;
}

/** Every import of a file of ours in another, types included. */
function importsOf(path: string): Import[] {
  const lines = readFileSync(join(packageRoot, path), "utf8").split("\n");
  return lines.flatMap((text, i) =>
    [...text.matchAll(/(?:\bfrom|\bimport|\bimport\()\s*"(\.{1,2}\/[^"]+)"/g)].map(([, specifier]) => ({
      from: path,
      to: relative(packageRoot, resolve(packageRoot, dirname(path), specifier)).replaceAll("\\", "/"),
      line: i + 1,
      text: text.trim(),
    })),
  );
}

const files = ["src", "grammar"]
  .flatMap(folder => readdirSync(join(packageRoot, folder), { recursive: true, encoding: "utf8" }).map(name => `${folder}/${name}`))
  .map(path => path.replaceAll("\\", "/"))
  .filter(path => path.endsWith(".ts"));
const imports = files.flatMap(importsOf).filter(({ to }) => roomOf(to) >= 0);

test("every file is in a room", () => {
  expect(files.filter(path => roomOf(path) < 0)).toEqual([]);
  expect(imports.length).toBeGreaterThan(1000);
});

test("no room imports from one above it", () => {
  const wrong = imports.filter(({ from, to }) => roomOf(to) > roomOf(from));
  const told = wrong.map(
    ({ from, to, line, text }) => `${from}:${line} ${text} (${rooms[roomOf(from)].name} is below ${rooms[roomOf(to)].name})`,
  );
  expect(told).toEqual([]);
});

/** `a/b/c.ts`, `b/c.ts`, `c.ts` */
const pathsWithin = (path: string): string[] => path.split("/").map((_, i, names) => names.slice(i).join("/"));

test("every file and folder that the documents name is there", () => {
  const documents = ["ARCHITECTURE.md", "README.md", "RELIABILITY.md", "SECURITY.md", "bench/README.md"];
  const named = documents.flatMap(document =>
    [
      ...readFileSync(join(packageRoot, document), "utf8").matchAll(
        /`((?:src|test|grammar|bench|experiments|editors|packaging)\/[\w./]*)`/g,
      ),
    ].map(([, path]) => ({ document, path: path.replace(/NAME.*/, "") })),
  );
  expect(named.length).toBeGreaterThan(20);
  expect(named.filter(({ path }) => !existsSync(join(packageRoot, path)))).toEqual([]);

  const known = new Set(
    readdirSync(join(packageRoot, "src"), { recursive: true, encoding: "utf8" }).flatMap(path => pathsWithin(path.replaceAll("\\", "/"))),
  );
  const short = [
    ...readFileSync(join(packageRoot, "ARCHITECTURE.md"), "utf8").matchAll(/`((?:\w+\/)*\w+(?:\.worker)?\.(?:ts|cc|h))`/g),
  ].map(([, path]) => path);
  expect(short.length).toBeGreaterThan(20);
  expect(short.filter(path => !/^(src|test)\//.test(path) && !known.has(path))).toEqual([]);
});

/** Code without its comments. */
const code = (path: string): string =>
  readFileSync(join(packageRoot, path), "utf8")
    .replace(/\/\*[\s\S]*?\*\//g, "")
    .replace(/(^|\s)\/\/.*/g, "");

/**
 * Files outside `homes` in whose code a word stands, and homes where it stands nowhere. A home is a file, or a folder, which ends in a slash.
 */
function straysOf(word: RegExp, homes: readonly string[]): { strays: string[]; needless: string[] } {
  const naming = files.filter(path => word.test(code(path)));
  const isAt = (path: string, home: string): boolean => (home.endsWith("/") ? path.startsWith(home) : path === home);
  return {
    strays: naming.filter(path => !homes.some(home => isAt(path, home))),
    needless: homes.filter(home => !naming.some(path => isAt(path, home))),
  };
}
const none = { strays: [], needless: [] };

test("only optimizers, their fused ops, kernels and the words that people bring from elsewhere name an optimizer", () => {
  const words = ["src/statements/other_words.ts", "src/train/optimizers/"];
  const homes: Record<OptimizerName, readonly string[]> = {
    adam: [
      ...words,
      ...["src/graph/graph.ts", "src/graph/ops/"],
      ...["src/engines/onednn/rows.ts", "src/engines/tfjs/kernels/", "src/engines/xla/stablehlo/rows.ts"],
    ],
    sgd: [...words, "src/language/diagnostics/explained/names.ts"], // an example for people
  };
  for (const [name, places] of Object.entries(homes)) expect(straysOf(new RegExp(name, "i"), places), name).toEqual(none);
  expect(Object.keys(homes)).toEqual(Object.keys(optimizers));
});

test("only the task of classification says classes", () => {
  const others = [
    "src/tasks/index.ts", // the list of tasks
    "src/plan/plan.ts", // `model.classes`, a key of plan.json, is how many numbers the model gives: older runs have it
    "src/plan/model_plan.ts",
    "src/graph/", // softmax and gather choose among classes
    "src/statements/", // documentation, and words of other tools
    "src/steps/evaluate/statement.ts",
    "src/steps/predict/statement.ts",
    "src/language/diagnostics/explained/",
    "src/cli/commands/init.ts", // proposes an experiment of the default task
    "src/cli/init/",
  ];
  const naming = files.filter(path => /classes/i.test(code(path)) && !path.startsWith("src/tasks/classification/"));
  expect(naming.filter(path => !others.some(other => path.startsWith(other)))).toEqual([]);
  expect(others.filter(other => !naming.some(path => path.startsWith(other)))).toEqual([]);
});

const capital = (name: string): string => `${name[0].toUpperCase()}${name.slice(1)}`;

test("only the folder of an engine and the list of engines name it", () => {
  const rows = files.filter(path => /^src\/engines\/\w+\/engine\.ts$/.test(path));
  for (const name of engineNames) {
    const row = rows.find(path => new RegExp(`export const ${name}: Engine\\b`).test(code(path)));
    expect(row, name).toBeDefined();
    // `.wasm` is the end of a file.
    const word = new RegExp(`(?<![.a-z])${name}|${capital(name)}`);
    const stablehlo = name === "xla" ? ["src/engines/stablehlo.ts"] : [];
    expect(straysOf(word, [`${dirname(row!)}/`, "src/engines/index.ts", ...stablehlo]), name).toEqual(none);
  }
});

test("only the folder of a step and the indexes of src/steps name it", () => {
  const others: Record<string, readonly string[]> = {
    // Titles of results, and a command of the same name.
    evaluate: ["src/events/evaluated.ts", "src/events/evaluated_on.ts", "src/events/evaluated_corrupted.ts"],
    predict: ["src/events/predicted.ts"],
    explain: ["src/cli/dispatch.ts", "src/cli/commands.ts"],
  };
  // Texts for people: messages, examples, words of other tools, and what `exp init` writes.
  const texts = ["src/language/diagnostics/", "src/statements/other_words.ts", "src/cli/init/compose.ts"];
  const indexes = ["specs", "recipes", "statements", "index", "runs", "sections"].map(name => `src/steps/${name}.ts`);
  const names = Object.keys(steps);
  expect(folderNames("src/steps")).toEqual(expect.arrayContaining(names));
  for (const name of names) {
    const own = [`src/steps/${name}/`, ...(isTraining(name) ? ["src/steps/training/"] : [])];
    // As a string, alone or before other words of its statement.
    const { strays } = straysOf(new RegExp(`["']${name}["' ]`), [...own, ...indexes, ...texts, ...(others[name] ?? [])]);
    expect(strays, name).toEqual([]);
    expect(straysOf(new RegExp(`["']${name}["' ]`), others[name] ?? []).needless, name).toEqual([]);
  }
  expect(files.filter(path => /"phases" in/.test(code(path)))).toEqual(["src/train/phase.ts"]);
});

const folderNames = (folder: string): string[] => readdirSync(join(packageRoot, folder)).filter(name => !name.includes("."));
const isTraining = (name: string): boolean => existsSync(join(packageRoot, `src/steps/${name}/recipe.ts`));

test("the row of an engine loads none of its code: whatever checks an experiment loads it", () => {
  const loaded = imports.filter(({ from, text }) => /^src\/engines\/\w+\/engine\.ts$/.test(from) && !/^import type|\bimport\(/.test(text));
  expect(loaded.filter(({ to }) => importsOf(to).length > 0)).toEqual([]);
});

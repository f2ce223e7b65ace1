import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { createMessageConnection, StreamMessageReader, StreamMessageWriter } from "vscode-languageserver/node";
import { packageRoot } from "../src/common/package_root.ts";
import { key, uniform } from "../src/common/random.ts";

/**
 * Times every request of `exp lsp` on a file of 500 lines while it is typed in, in milliseconds: `node script.mjs bench/lsp.ts [ROUNDS]`, after
 * `npm run build`. Each round changes a character and then asks everything, in an order of chance. Where others use the machine too, `cpu` tells more
 * than the time: what the server's thread took of a core, as Linux counts it.
 */
const rounds = Number(process.argv[2] ?? 100);
const folder = join(packageRoot, "experiments");
const uri = pathToFileURL(join(folder, "bench-lsp.exp")).href;

const lines = [
  "# A file of 500 lines, some of them wrong.",
  "data pets from folder {",
  '  labels from name "(.+)_[0-9]+"',
  "  resize size",
  "}",
  "model resnet18 pretrained",
  ...Array.from({ length: 40 }, (_, i) => `let n${i} = ${i === 0 ? "1e-3" : `n${i - 1} * 1.1`}`),
  "let size = 64px",
];
const experiment = (i: number): string[] => [
  `experiment e${i}${i > 0 ? ` like e${i - 1}` : ""} {`,
  `  let size = ${8 * (i + 4)}px`,
  ...Array.from({ length: 9 }, (_, j) => [
    `  fit_one_cycle ${j + 1} epochs rate n${(i + j) % 40} metric error_rate ${j === 8 ? "acuracy" : "accuracy"}`,
    "  # What the layers have learned.",
    `  visualize layer ${(j % 5) + 1}`,
    "  evaluate metric f1 roc_auc",
  ]).flat(),
  "}",
];
for (let i = 0; lines.length < 460; i++) lines.push(...experiment(i));
while (lines.length < 500) lines.push("");

const server = spawn(process.execPath, [join(packageRoot, "dist/cli/main.js"), "lsp"], { stdio: ["pipe", "pipe", "inherit"] });
const connection = createMessageConnection(new StreamMessageReader(server.stdout), new StreamMessageWriter(server.stdin));
connection.listen();
connection.onRequest(() => null);
await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: pathToFileURL(folder).href,
  capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
});
await connection.sendNotification("initialized", {});
const textDocument = { uri, languageId: "exp", version: 1, text: lines.join("\n") };
await connection.sendNotification("textDocument/didOpen", { textDocument });

let drawn = 0;
const draw = (n: number): number => Math.floor(uniform(key(11, 7), drawn++) * n);
const position = () => {
  const line = draw(490);
  return { line, character: draw(lines[line].length + 1) };
};
const range = { start: { line: 0, character: 0 }, end: { line: 500, character: 0 } };
const options = { tabSize: 2, insertSpaces: true };
const requests: Record<string, () => object> = {
  completion: () => ({ position: position() }),
  hover: () => ({ position: position() }),
  signatureHelp: () => ({ position: position() }),
  definition: () => ({ position: position() }),
  references: () => ({ position: position(), context: { includeDeclaration: true } }),
  documentHighlight: () => ({ position: position() }),
  prepareRename: () => ({ position: position() }),
  rename: () => ({ position: { line: 6 + draw(40), character: 4 }, newName: "other" }),
  documentSymbol: () => ({}),
  foldingRange: () => ({}),
  "semanticTokens/full": () => ({}),
  codeAction: () => ({ range, context: { diagnostics: [] } }),
  formatting: () => ({ options }),
  rangeFormatting: () => ({ range: { start: { line: 60, character: 0 }, end: { line: 80, character: 0 } }, options }),
  inlayHint: () => ({ range }),
  codeLens: () => ({}),
  documentLink: () => ({}),
};

/** Milliseconds that the thread of the server has run; NaN where the system does not tell. */
function cpu(): number {
  try {
    return Number(readFileSync(`/proc/${server.pid}/schedstat`, "utf8").split(" ")[0]) / 1e6;
  } catch {
    return Number.NaN;
  }
}

const times = new Map<string, { time: number; cpu: number }[]>();
async function ask(method: string, as = method, of = uri): Promise<void> {
  const params = { textDocument: { uri: of }, ...requests[method]() };
  const [start, before] = [performance.now(), cpu()];
  await connection.sendRequest(`textDocument/${method}`, params);
  const time = performance.now() - start;
  times.set(as, [...(times.get(as) ?? []), { time, cpu: cpu() - before }]);
}
let version = 1;
/** Types a letter into a comment or a word, and takes it back the next time. */
let typed: { line: number; character: number } | null = null;
async function type(): Promise<void> {
  const at = typed ?? { line: 50 + draw(430), character: 3 };
  const change = { range: { start: at, end: typed ? { ...at, character: at.character + 1 } : at }, text: typed ? "" : "x" };
  typed = typed ? null : at;
  await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version: ++version }, contentChanges: [change] });
}

const names = Object.keys(requests);
for (let round = -20; round < rounds; round++) {
  if (round === 0) times.clear();
  await type();
  for (const name of names.map(name => ({ name, order: draw(1e6) })).sort((a, b) => a.order - b.order)) await ask(name.name);
  // Nothing to do: what the machine and the pipes take.
  for (let i = 0; i < 5; i++) await ask("foldingRange", "of a file that is not open", `${uri}-not`);
  await type();
  await ask(names[(round + 20) % names.length], "the first after a change");
  await type();
  await ask("completion", "completion as one types");
  // Now and then the typing rests, and diagnostics are made.
  if (round % 10 === 0) await new Promise(resolve => setTimeout(resolve, 200));
}
const at = (all: number[], share: number) =>
  Number(all.toSorted((a, b) => a - b)[Math.min(all.length - 1, Math.floor(share * all.length))].toFixed(1));
const row = (all: { time: number; cpu: number }[]) => {
  const [time, cpu] = [all.map(({ time }) => time), all.map(({ cpu }) => cpu)];
  return { n: all.length, p50: at(time, 0.5), p99: at(time, 0.99), "cpu p50": at(cpu, 0.5), "cpu p99": at(cpu, 0.99) };
};
console.table(
  Object.fromEntries([...[...times].map(([name, all]) => [name, row(all)] as const), ["all", row([...times.values()].flat())] as const]),
);
await connection.sendRequest("shutdown");
await connection.sendNotification("exit");
connection.dispose();

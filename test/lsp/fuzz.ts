import { join } from "node:path";
import { PassThrough } from "node:stream";
import {
  createMessageConnection,
  type LogMessageParams,
  type PublishDiagnosticsParams,
  StreamMessageReader,
  StreamMessageWriter,
} from "vscode-languageserver/node";
import { TextDocument } from "vscode-languageserver-textdocument";
import { key, uniform } from "../../src/common/random.ts";
import { startServer } from "../../src/lsp/server.ts";
import { uriOf } from "../../src/lsp/uris.ts";

const seeds = [
  'include "shared.exp"\ndata pets from folder {\n  labels from name "(.+)_[0-9]+"; split 20% seed 42\n  resize size crop, presize 2 * size\n  augment { flip 50% rotate 10deg }\n}\nmodel resnet34 pretrained\nfine_tune 1 epochs rate 1e-3 to 1e-2 metric error_rate top_k_accuracy 5\nvisualize layer 1\npredict "photo.jpg"\n',
  'let size = (96px + 2 * other) / 2\nlet other = [-1, "{size}", [size]]\nlet where = env HOME default "pets"\nseed 1\n',
  "let size = 64px\ndata pets from folder\nmodel resnet18\nexperiment small { fit 1 epochs }\nexperiment large like small {\n  let size = size * 2\n  model resnet50\n}\n",
  "",
];
const pieces = [
  ..."{}()[];,#\"'\\=+-*/\n\t |%.<>“”猫🐕\u0000\u200b",
  "\r\n",
  "\ud800",
  ...[
    "data ",
    "model ",
    "fit 1 epochs\n",
    "metric ",
    "let x = ",
    "experiment a {\n",
    "like ",
    "include ",
    "augment {",
    "visualize layer ",
    "from ",
  ],
  ...[
    "resnet34",
    "size",
    "pets",
    "error_rate",
    "224px",
    "20%",
    "1e-3",
    "1e999",
    '"photo.jpg"',
    '"{size}"',
    "env HOME",
    "labels from csv ",
    "}\n}\n",
  ],
  "(".repeat(40),
  "{ augment ".repeat(20),
];

const options = { tabSize: 2, insertSpaces: true };
type Params = (at: { line: number; character: number }, whole: object) => object;
const requests: Record<string, Params> = {
  completion: position => ({ position }),
  hover: position => ({ position }),
  signatureHelp: position => ({ position }),
  definition: position => ({ position }),
  references: position => ({ position, context: { includeDeclaration: true } }),
  documentHighlight: position => ({ position }),
  prepareRename: position => ({ position }),
  rename: position => ({ position, newName: "fresh" }),
  documentSymbol: () => ({}),
  foldingRange: () => ({}),
  "semanticTokens/full": () => ({}),
  "semanticTokens/range": (_, range) => ({ range }),
  codeAction: (_, range) => ({ range, context: { diagnostics: [] } }),
  formatting: () => ({ options }),
  rangeFormatting: (_, range) => ({ range, options }),
  inlayHint: (_, range) => ({ range }),
  codeLens: () => ({}),
  documentLink: () => ({}),
};

export interface Fuzzed {
  edits: number;
  requests: number;
  /** Diagnostics that were published. */
  published: number;
  /** What the server logged: each a bug of ours. */
  bugs: string[];
}

/** Edits some files at random and asks a server in this process everything about them. Throws where a reply does not fit its text. */
export async function fuzz(edits: number, seed: number, folder: string, onEdit?: (edit: number) => void): Promise<Fuzzed> {
  const [up, down] = [new PassThrough(), new PassThrough()];
  startServer(new StreamMessageReader(up), new StreamMessageWriter(down));
  const connection = createMessageConnection(new StreamMessageReader(down), new StreamMessageWriter(up));
  const fuzzed: Fuzzed = { edits, requests: 0, published: 0, bugs: [] };
  connection.onNotification("window/logMessage", ({ message }: LogMessageParams) => {
    fuzzed.bugs.push(message);
  });
  connection.onNotification("textDocument/publishDiagnostics", ({ diagnostics }: PublishDiagnosticsParams) => {
    fuzzed.published += diagnostics.length;
  });
  connection.listen();
  await connection.sendRequest("initialize", { processId: null, rootUri: uriOf(folder), capabilities: {} });
  await connection.sendNotification("initialized", {});

  let drawn = 0;
  const draw = (n: number): number => Math.floor(uniform(key(seed, 5), drawn++) * n);
  const names = ["main.exp", "shared.exp", "other.exp"];
  const documents = names.map((name, i) => TextDocument.create(uriOf(join(folder, name)), "exp", 1, seeds[i % seeds.length]));
  for (const document of documents)
    await connection.sendNotification("textDocument/didOpen", {
      textDocument: { uri: document.uri, languageId: "exp", version: 1, text: document.getText() },
    });
  const methods = Object.keys(requests);

  for (let edit = 0; edit < edits; edit++) {
    const document = documents[draw(documents.length)];
    const { uri } = document;
    const text = document.getText();
    const start = draw(text.length + 1);
    const end = Math.min(text.length, start + [0, 0, 1, 1, 5, 30][draw(6)]);
    const position = (offset: number) => document.positionAt(offset);
    // A file that has grown, or been emptied, begins anew.
    const isNew = text.length > 1500 || draw(400) === 0;
    const change = isNew
      ? { text: seeds[draw(seeds.length)] }
      : { range: { start: position(start), end: position(end) }, text: draw(3) === 0 ? "" : pieces[draw(pieces.length)] };
    const version = document.version + 1;
    TextDocument.update(document, [change], version);
    await connection.sendNotification("textDocument/didChange", { textDocument: { uri, version }, contentChanges: [change] });
    const asked = draw(4) === 0 ? methods : [methods[draw(methods.length)], methods[draw(methods.length)]];
    for (const method of asked) {
      // Sometimes beyond the end.
      const at = draw(20) === 0 ? { line: 10_000, character: 7 } : document.positionAt(draw(document.getText().length + 1));
      const whole = { start: { line: 0, character: 0 }, end: at };
      fuzzed.requests++;
      // A name may be taken, or be none: that is told.
      const reply = await connection
        .sendRequest(`textDocument/${method}`, { textDocument: { uri }, ...requests[method](at, whole) })
        .catch((error: Error) => (method === "rename" && error.message.startsWith("`") ? null : Promise.reject(error)));
      check(reply, document, method);
    }
    if (edit % 200 === 0) {
      await new Promise(resolve => setTimeout(resolve, edit % 2000 === 0 ? 200 : 0));
      onEdit?.(edit);
    }
    if (fuzzed.bugs.length > 0) break;
  }
  await connection.sendRequest("shutdown");
  connection.dispose();
  return fuzzed;
}

/** What holds for every reply: its ranges lie in the text, and it says nothing that is not. */
function check(reply: unknown, document: TextDocument, method: string): void {
  const wrong = (what: string) => new Error(`${method}: ${what} in ${JSON.stringify(reply)} for ${JSON.stringify(document.getText())}`);
  if (/undefined|\bNaN\b|\[object/.test(JSON.stringify(reply) ?? "") && !/undefined|NaN|object/.test(document.getText()))
    throw wrong("nonsense");
  if (method.startsWith("semanticTokens")) {
    for (const part of (reply as { data: number[] }).data) if (!(part >= 0)) throw wrong("a token that goes back");
    return;
  }
  const walk = (value: unknown): void => {
    if (!value || typeof value !== "object") return;
    const { uri, range, start, end } = value as { uri?: string; range?: object; start?: Position; end?: Position };
    // Places in other files have their own text.
    if (uri !== undefined && uri !== document.uri && range) return;
    if (start && end) {
      const inText = ({ line, character }: Position) =>
        line < document.lineCount && document.positionAt(document.offsetAt({ line, character })).character === character;
      if (!inText(start) || !inText(end) || document.offsetAt(start) > document.offsetAt(end)) throw wrong("a range outside of the text");
    }
    for (const [key, inner] of Object.entries(value)) if (key !== "changes" || document.uri in (inner as object)) walk(inner);
  };
  if (method !== "rename") walk(reply);
}
interface Position {
  line: number;
  character: number;
}

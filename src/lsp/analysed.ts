import type { Range } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import { type Checked, check } from "../language/check.ts";
import { type NamedSymbol, symbolsOf } from "../language/names.ts";
import { type Parsed, parse } from "../language/parse.ts";
import type { Source } from "../language/source.ts";
import type { Span } from "../language/span.ts";
import { type Mark, marksOf } from "./marks.ts";
import { uriOf } from "./uris.ts";

/** One version of a document, with what is known of it: each thing is found out when it is first asked for. */
export class Analysed {
  readonly document: TextDocument;
  readonly file: string;
  readonly text: string;
  /** Texts of the documents that are open, by path. */
  readonly #open: () => ReadonlyMap<string, string>;
  #parsed: Parsed | null = null;
  #checked: Checked | null = null;
  #marks: readonly Mark[] | null = null;
  #symbols: readonly NamedSymbol[] | null = null;
  #others = new Map<string, TextDocument>();

  constructor(document: TextDocument, file: string, open: () => ReadonlyMap<string, string> = () => new Map()) {
    this.document = document;
    this.file = file;
    this.text = document.getText();
    this.#open = open;
  }

  get uri(): string {
    return this.document.uri;
  }

  get parsed(): Parsed {
    this.#parsed ??= this.#checked?.analysis.gathered.parsed ?? parse(this.text);
    return this.#parsed;
  }

  get checked(): Checked {
    this.#checked ??= check(this.text, this.file, { open: this.#open() });
    return this.#checked;
  }

  get isChecked(): boolean {
    return this.#checked !== null;
  }

  /** Everything in the file that means something, in its order. */
  get marks(): readonly Mark[] {
    const { gathered, scopes } = this.checked.analysis;
    this.#marks ??= marksOf(gathered.parsed.script.statements, new Set(scopes.flatMap(({ scope }) => scope.names)));
    return this.#marks;
  }

  /** Every name that is given here, or in what is included. */
  get symbols(): readonly NamedSymbol[] {
    this.#symbols ??= symbolsOf(this.checked.analysis);
    return this.#symbols;
  }

  range({ start, end }: Span): Range {
    return { start: this.document.positionAt(start), end: this.document.positionAt(end) };
  }

  span({ start, end }: Range): Span {
    return { start: this.document.offsetAt(start), end: this.document.offsetAt(end) };
  }

  /** The document of a file that takes part in this one. */
  documentOf({ file, text }: Pick<Source, "file" | "text">): TextDocument {
    if (file === this.file) return this.document;
    const known = this.#others.get(file) ?? TextDocument.create(uriOf(file), "exp", 0, text);
    this.#others.set(file, known);
    return known;
  }
}

import type { Range } from "vscode-languageserver";
import { TextDocument } from "vscode-languageserver-textdocument";
import type { Span } from "../common/span.ts";
import { type Analysis, type Checked, check } from "../language/check.ts";
import { type NamedSymbol, symbolsOf } from "../language/names.ts";
import { type Parsed, parse } from "../language/parse.ts";
import type { Source } from "../language/source.ts";
import { type Mark, marksOf } from "./marks.ts";
import { uriOf } from "./uris.ts";

/** Characters that are checked while an editor waits for an answer, within some milliseconds. */
const soon = 8192;

/** One version of a document, with what is known of it: each thing is found out when it is first asked for. */
export class Analyzed {
  readonly document: TextDocument;
  readonly file: string;
  readonly text: string;
  /** Texts of the documents that are open, by path. */
  readonly #open: () => ReadonlyMap<string, string>;
  #before: Checked | null;
  #parsed: Parsed | null = null;
  #checked: Checked | null = null;
  #marks: { names: ReadonlySet<string>; marks: readonly Mark[] } | null = null;
  #symbols: readonly NamedSymbol[] | null = null;
  #others = new Map<string, TextDocument>();

  constructor(
    document: TextDocument,
    file: string,
    open: () => ReadonlyMap<string, string> = () => new Map(),
    before: Checked | null = null,
  ) {
    this.document = document;
    this.file = file;
    this.text = document.getText();
    this.#open = open;
    this.#before = before;
  }

  get uri(): string {
    return this.document.uri;
  }

  get parsed(): Parsed {
    this.#parsed ??= this.#checked?.analysis.collected.parsed ?? parse(this.text);
    return this.#parsed;
  }

  get checked(): Checked {
    this.#checked ??= check(this.text, this.file, { open: this.#open() });
    this.#before = null;
    return this.#checked;
  }

  /**
   * What is known of the names, as one types: of this version where it is checked, else of the one before. It may be a letter behind, and is there
   * at once.
   */
  get recent(): Analysis {
    return (this.#checked ?? this.#before ?? this.checked).analysis;
  }

  /** What is known of the names of this version; of a text that takes long to check, what is known at once. */
  get analysis(): Analysis {
    return this.text.length > soon ? this.recent : this.checked.analysis;
  }

  /** What was checked last, for the version that comes next. */
  get lastChecked(): Checked | null {
    return this.#checked ?? this.#before;
  }

  get isChecked(): boolean {
    return this.#checked !== null;
  }

  /** Everything in the file that means something, in its order. */
  get marks(): readonly Mark[] {
    const { names } = this;
    const known = this.#marks;
    if (known && known.names.size === names.size && [...names].every(name => known.names.has(name))) return known.marks;
    this.#marks = { names, marks: marksOf(this.parsed.script.statements, names) };
    return this.#marks.marks;
  }

  /** Those that a `let` gives. */
  get names(): ReadonlySet<string> {
    return new Set(this.recent.scopes.flatMap(({ scope }) => scope.names));
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

import type { TextDocuments } from "vscode-languageserver";
import type { TextDocument } from "vscode-languageserver-textdocument";
import type { Checked } from "../language/check.ts";
import { Analyzed } from "./analyzed.ts";
import { includersOf } from "./includers.ts";
import { isFile, pathOf, realPathOf } from "./uris.ts";

/** The documents that are open, each with what is known of its present version. */
export class Workspace {
  readonly documents: TextDocuments<TextDocument>;
  /** The folder of documents that are not files. */
  folder = process.cwd();
  /** What the last version of each came to that was checked. */
  #last = new Map<string, Checked>();
  #known = new Map<string, Analyzed>();
  /** Of documents, links followed, as included files are named. */
  #paths = new Map<string, string>();
  /** Files that are not open and include that of a document, by its path. */
  #includers = new Map<string, Analyzed[]>();

  constructor(documents: TextDocuments<TextDocument>) {
    this.documents = documents;
  }

  get(uri: string): Analyzed | null {
    const document = this.documents.get(uri);
    if (!document) return null;
    const known = this.#known.get(uri);
    if (known?.document === document && known.text === document.getText()) return known;
    const made = new Analyzed(document, this.pathOf(uri), () => this.#texts(), this.#last.get(uri));
    this.#known.set(uri, made);
    return made;
  }

  all(): Analyzed[] {
    return this.documents.all().flatMap(({ uri }) => this.get(uri) ?? []);
  }

  pathOf(uri: string): string {
    return pathOf(uri, this.folder);
  }

  /** What includes the document of `uri`: those that are open, and files beside it and in the folders above. */
  including(uri: string): Analyzed[] {
    const real = this.realPathOf(uri);
    const open = isFile(uri) ? this.all().filter(other => other.uri !== uri && isIncluded(real, other)) : [];
    return [...open, ...this.closedIncluding(uri)];
  }

  /** Those that are not open. */
  closedIncluding(uri: string): Analyzed[] {
    if (!isFile(uri)) return [];
    const real = this.realPathOf(uri);
    const known = this.#includers.get(real);
    if (known) return known;
    const found = includersOf(real, this.folder, this.#texts()).filter(analyzed => isIncluded(real, analyzed));
    this.#includers.set(real, found);
    return found;
  }

  /** The open document of a file that is included, links followed. */
  uriOf(file: string): string | undefined {
    return this.#files().find(({ uri }) => this.realPathOf(uri) === file)?.uri;
  }

  /** Forgets what was found out of a document, and of those that include it. */
  changed(uri: string): void {
    const real = this.realPathOf(uri);
    for (const [other, analyzed] of this.#known) {
      if (other !== uri && !(analyzed.isChecked && isIncluded(real, analyzed))) continue;
      this.#known.delete(other);
      if (analyzed.lastChecked) this.#last.set(other, analyzed.lastChecked);
    }
    this.#includers.clear();
    if (!this.documents.get(uri)) this.#last.delete(uri);
  }

  /** Files on the disk may be others now. */
  forget(): void {
    this.#known.clear();
    this.#paths.clear();
    this.#includers.clear();
  }

  #texts(): ReadonlyMap<string, string> {
    return new Map(this.#files().map(document => [this.realPathOf(document.uri), document.getText()] as const));
  }

  /** Documents that are files: an old version of one, as editors show it from git, is not what others include. */
  #files(): TextDocument[] {
    return this.documents.all().filter(({ uri }) => isFile(uri));
  }

  /** The path of a document, links followed. */
  realPathOf(uri: string): string {
    const known = this.#paths.get(uri) ?? realPathOf(this.pathOf(uri));
    this.#paths.set(uri, known);
    return known;
  }
}

const isIncluded = (real: string, { checked }: Analyzed): boolean =>
  checked.analysis.collected.sources.some(({ file }, i) => i > 0 && file === real);

import { dirname, relative } from "node:path";
import { pathToFileURL } from "node:url";
import { type Content, OpenDocument } from "./document.ts";
import type { FileContent } from "./messages.ts";

/** The file that is edited, and those of what it includes that a page has opened. No other file is reached. */
export class Documents {
  readonly main: OpenDocument;
  readonly #onChange: (uri: string, content: Content) => void;
  /** By address. */
  readonly #open = new Map<string, OpenDocument>();
  /** Paths that may be opened, by address. */
  readonly #included = new Map<string, string>();

  /** `onChange` is told of what others wrote. */
  constructor(file: string, onChange: (uri: string, content: Content) => void) {
    this.#onChange = onChange;
    this.main = this.#documentOf(file);
  }

  /** Lets these files be opened: a text includes them. Gives their addresses. */
  allow(files: readonly string[]): string[] {
    return files.map(file => {
      const uri = addressOf(file);
      this.#included.set(uri, file);
      return uri;
    });
  }

  /** Opens an included file; null where it is none. */
  async openIncluded(uri: string): Promise<FileContent | null> {
    const file = this.#included.get(uri);
    if (file === undefined) return null;
    const known = this.#open.get(uri);
    const document = known ?? this.#documentOf(file);
    return this.contentOf(document, await (known ? known.read() : document.open()));
  }

  /** The document with this address; undefined where none is open. */
  at(uri: string): OpenDocument | undefined {
    return this.#open.get(uri);
  }

  has(file: string): boolean {
    return this.#open.has(addressOf(file));
  }

  contentOf({ file }: OpenDocument, content: Content): FileContent {
    return { uri: addressOf(file), name: relative(dirname(this.main.file), file), ...content };
  }

  close(): void {
    for (const document of this.#open.values()) document.close();
  }

  #documentOf(file: string): OpenDocument {
    const uri = addressOf(file);
    const document = new OpenDocument(file, content => this.#onChange(uri, content));
    this.#open.set(uri, document);
    return document;
  }
}

const addressOf = (file: string): string => pathToFileURL(file).href;

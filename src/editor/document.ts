import { createHash } from "node:crypto";
import { unwatchFile, watchFile } from "node:fs";
import { readFile, realpath, stat } from "node:fs/promises";
import { Failure } from "../common/failure.ts";
import { writeAtomic } from "../common/files.ts";
import { decodeExactly, decodeSource } from "../language/source_text.ts";

/** A file as it was at one time. */
export interface Content {
  text: string;
  /** Told from other contents by it; null where there is no file. */
  version: string | null;
}

/** Milliseconds between looks at the file: others may write it. */
const interval = 400;

/** The one file that is edited, as it stands on the disk. */
export class OpenDocument {
  readonly file: string;
  readonly #onChange: (content: Content) => void;
  #known: string | null = null;

  /** `onChange` is told of what others wrote. */
  constructor(file: string, onChange: (content: Content) => void) {
    this.file = file;
    this.#onChange = onChange;
  }

  /** Reads the file, and watches it from then on. */
  async open(): Promise<Content> {
    const content = await this.read();
    this.#known = content.version;
    watchFile(this.file, { interval, persistent: false }, () => void this.#look());
    return content;
  }

  async read(): Promise<Content> {
    try {
      const text = decodeSource(await readFile(this.file));
      return { text, version: versionOf(text) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ENOENT") return { text: "", version: null };
      throw error;
    }
  }

  /**
   * Writes the file, whole or not at all. `base` is the content that the text came from: where the disk has another, nothing is written,
   * and the answer is that. A file in UTF-16 becomes UTF-8. Throws a `Failure` of fault `experiment` where the file is in another encoding, and a `Failure` of fault `machine` where the disk does not let it.
   */
  async save(text: string, base: string | null): Promise<{ saved: boolean; content: Content }> {
    const there = await this.read();
    if (there.version !== base && there.text !== text) return { saved: false, content: there };
    if (there.version !== null && decodeExactly(await readFile(this.file)) === null)
      throw new Failure("experiment", `${this.file} is not in UTF-8`, "save it in that encoding with the program that wrote it");
    const content = { text, version: versionOf(text) };
    this.#known = content.version;
    // A link stays one, and the rights to the file what they were.
    const real = await realpath(this.file).catch(() => this.file);
    const found = await stat(real).catch(() => null);
    await writeAtomic(real, text, found ? { mode: found.mode & 0o7777 } : {});
    return { saved: true, content };
  }

  close(): void {
    unwatchFile(this.file);
  }

  async #look(): Promise<void> {
    const content = await this.read().catch(() => null);
    if (content === null || content.version === this.#known) return;
    this.#known = content.version;
    this.#onChange(content);
  }
}

const versionOf = (text: string): string => createHash("sha256").update(text).digest("base64url");

import type { FileContent, Message, Problem, Request } from "../messages.ts";
import type { Channel } from "./channel.ts";
import * as monaco from "./monaco.ts";
import { notice } from "./notice.ts";

interface Disk {
  text: string;
  version: string | null;
}

/** Keeps a text and its file in step, and says if they differ. */
export class Saving {
  readonly #model: monaco.editor.ITextModel;
  readonly #session: Channel<Request, Message>;
  readonly #name: string;
  readonly #uri: string;
  /** Called whenever the two may have come together or apart. */
  readonly #tell: () => void;
  /** Of the file that the text came from, or was saved to. */
  #base: string | null;
  /** Of the text when it was the same as the file; null where there is no file. */
  #clean: number | null;
  #saves: { asked: number; done: (saved: boolean) => void } | null = null;

  constructor(model: monaco.editor.ITextModel, { name, uri, version }: FileContent, session: Channel<Request, Message>, tell: () => void) {
    this.#model = model;
    this.#session = session;
    this.#name = name;
    this.#uri = uri;
    this.#base = version;
    this.#tell = tell;
    this.#clean = version === null ? null : this.#model.getAlternativeVersionId();
    this.#model.onDidChangeContent(() => this.#tell());
  }

  get isChanged(): boolean {
    return this.#clean !== this.#model.getAlternativeVersionId();
  }

  text(): string {
    return this.#model.getValue(monaco.editor.EndOfLinePreference.TextDefined, true);
  }

  /** Whether the file has the text then. */
  async save(): Promise<boolean> {
    if (this.#saves) return false;
    if (!this.isChanged) return true;
    const asked = this.#model.getAlternativeVersionId();
    const saved = await new Promise<boolean>(done => {
      this.#saves = { asked, done };
      this.#session.send({ kind: "save", uri: this.#uri, text: this.text(), base: this.#base });
    });
    this.#saves = null;
    return saved;
  }

  saved({ version }: Pick<Disk, "version">): void {
    this.#base = version;
    this.#clean = this.#saves?.asked ?? null;
    this.#tell();
    notice(null);
    this.#saves?.done(true);
  }

  conflict(disk: Disk): void {
    this.#saves?.done(false);
    this.#ask(disk);
  }

  failed({ message, fix }: Problem): void {
    this.#saves?.done(false);
    notice([message, fix].filter(Boolean).join(": "), { "Try again": () => void this.save() });
  }

  /** Others wrote the file: where nothing would be lost, the text follows. */
  changed(disk: Disk): void {
    if (disk.text === this.text()) this.#follow(disk.version);
    else if (this.isChanged) this.#ask(disk);
    else this.#take(disk);
  }

  #ask(disk: Disk): void {
    const what = disk.version === null ? "was removed" : "was changed by another program";
    notice(`${this.#name} ${what} since it was read here.`, {
      "Take what is on the disk": () => this.#take(disk),
      "Keep this text": () => {
        this.#base = disk.version;
        void this.save();
      },
    });
  }

  #take(disk: Disk): void {
    this.#model.pushStackElement();
    this.#model.pushEditOperations([], [{ range: this.#model.getFullModelRange(), text: disk.text }], () => null);
    this.#model.pushStackElement();
    this.#follow(disk.version);
  }

  #follow(version: string | null): void {
    this.#base = version;
    this.#clean = version === null ? null : this.#model.getAlternativeVersionId();
    this.#tell();
  }
}

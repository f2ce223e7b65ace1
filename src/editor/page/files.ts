import { element } from "../../serve/page/element.ts";
import type { FileContent, Message, Opened, Position, Request } from "../messages.ts";
import type { Channel } from "./channel.ts";
import { byId } from "./elements.ts";
import * as monaco from "./monaco.ts";
import { Saving } from "./saving.ts";
import { language } from "./text.ts";

interface OpenFile {
  uri: string;
  name: string;
  model: monaco.editor.ITextModel;
  saving: Saving;
  /** Where the text was looked at last. */
  view: monaco.editor.ICodeEditorViewState | null;
}

/** The file that is edited and those that it includes: one of them is shown, and each can be. */
export class Files {
  readonly #editor: monaco.editor.IStandaloneCodeEditor;
  readonly #session: Channel<Request, Message>;
  readonly #onOpen: (model: monaco.editor.ITextModel) => void;
  readonly #files = new Map<string, OpenFile>();
  readonly #main: OpenFile;
  #shown: OpenFile;

  /** `onOpen` is called with each text that is opened. */
  constructor(
    editor: monaco.editor.IStandaloneCodeEditor,
    opened: Opened,
    session: Channel<Request, Message>,
    onOpen: (model: monaco.editor.ITextModel) => void,
  ) {
    this.#editor = editor;
    this.#session = session;
    this.#onOpen = onOpen;
    this.#main = this.add(opened);
    this.#shown = this.#main;
    editor.setModel(this.#main.model);
    monaco.editor.registerEditorOpener({
      openCodeEditor: (_, uri, at) => {
        const file = [...this.#files.values()].find(({ model }) => model.uri.toString() === uri.toString());
        const start = at && monaco.Range.lift("lineNumber" in at ? monaco.Range.fromPositions(at) : at).getStartPosition();
        if (file) this.show(file.uri, start && { line: start.lineNumber, column: start.column });
        return file !== undefined;
      },
    });
    addEventListener("beforeunload", event => {
      const isLost = ({ saving }: OpenFile) => saving.isChanged && saving.text() !== "";
      if ([...this.#files.values()].some(isLost)) event.preventDefault();
    });
    this.#tell();
  }

  get text(): string {
    return this.#main.saving.text();
  }

  /** Texts of the files that are included, by address. */
  get included(): Record<string, string> {
    const others = [...this.#files.values()].filter(file => file !== this.#main);
    return Object.fromEntries(others.map(({ uri, saving }) => [uri, saving.text()]));
  }

  /** Asks for files that the texts include and that are not here yet. */
  ask(uris: readonly string[]): void {
    for (const uri of uris) if (!this.#files.has(uri)) this.#session.send({ kind: "open", uri });
  }

  add(content: FileContent): OpenFile {
    const { uri, name, text } = content;
    const known = this.#files.get(uri);
    if (known) return known;
    const model = monaco.editor.createModel(text, language, monaco.Uri.parse(uri));
    const file = { uri, name, model, saving: new Saving(model, content, this.#session, () => this.#tell()), view: null };
    this.#files.set(uri, file);
    this.#onOpen(model);
    if (this.#shown) this.#tell();
    return file;
  }

  show(uri: string, position?: Position): void {
    const file = this.#files.get(uri);
    if (!file) return;
    if (file !== this.#shown) {
      this.#shown.view = this.#editor.saveViewState();
      this.#shown = file;
      this.#editor.setModel(file.model);
      this.#editor.restoreViewState(file.view);
      this.#tell();
    }
    if (position) {
      this.#editor.setPosition({ lineNumber: position.line, column: position.column });
      this.#editor.revealLineInCenterIfOutsideViewport(position.line);
    }
    this.#editor.focus();
  }

  /** What the server says of one file. */
  savingOf(uri: string): Saving | undefined {
    return this.#files.get(uri)?.saving;
  }

  /** Whether each file has its text then. */
  async save(): Promise<boolean> {
    const saved = await Promise.all([...this.#files.values()].map(({ saving }) => saving.save()));
    return saved.every(Boolean);
  }

  #tell(): void {
    const all = [...this.#files.values()];
    const isChanged = all.some(({ saving }) => saving.isChanged);
    byId("state").textContent = isChanged ? "not saved" : "saved";
    byId<HTMLButtonElement>("save").disabled = !isChanged;
    document.title = `${isChanged ? "● " : ""}${this.#main.name} – exp`;
    const tabs = all.map(file => this.#tabOf(file));
    byId("files").hidden = tabs.length < 2;
    byId("files").replaceChildren(...tabs);
  }

  #tabOf({ uri, name, saving }: OpenFile): HTMLElement {
    const tab = element("button", { type: "button", onclick: () => this.show(uri) }, `${name}${saving.isChanged ? " ●" : ""}`);
    if (uri === this.#shown.uri) tab.setAttribute("aria-current", "true");
    return tab;
  }
}

import { type CompletionItem, type CompletionList, type CompletionParams, InsertTextFormat } from "vscode-languageserver";
import type { Feature } from "../feature.ts";
import { complete } from "./complete.ts";
import { knownAt } from "./known.ts";

export const completion: Feature = {
  capabilities: { completionProvider: { triggerCharacters: [" ", '"', "/", "{", "(", "."] } },
  attach({ connection, client, answer }) {
    const none: CompletionList = { isIncomplete: false, items: [] };
    connection.onCompletion(
      answer<CompletionParams, CompletionList>((analyzed, { position }) => {
        const takesSnippets = client().textDocument?.completion?.completionItem?.snippetSupport === true;
        const offset = analyzed.document.offsetAt(position);
        const { span, offers } = complete(analyzed.text, offset, () => knownAt(analyzed, offset));
        const range = analyzed.range(span);
        const items = offers.map(({ snippet, insertText, ...item }, i): CompletionItem => {
          const useSnippet = takesSnippets && snippet !== undefined;
          return {
            ...item,
            sortText: String(i).padStart(4, "0"),
            textEdit: { range, newText: useSnippet ? snippet : (insertText ?? item.label) },
            ...(useSnippet && { insertTextFormat: InsertTextFormat.Snippet }),
          };
        });
        // With nothing typed, words of other languages are left out: they are asked for with the first letter.
        return { isIncomplete: span.start === span.end, items };
      }, none),
    );
  },
};

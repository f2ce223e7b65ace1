import type * as lsp from "vscode-languageserver-types";
import type * as monaco from "../../monaco.ts";

export const toCommand = ({ command, title, arguments: given }: lsp.Command): monaco.languages.Command => ({
  id: command,
  title,
  arguments: given,
});

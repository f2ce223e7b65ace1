import { serveStdio } from "../../lsp/stdio.ts";
import type { Command } from "../commands.ts";
import { outputLost } from "../output.ts";

/** `exp lsp`: the language server, for editors. Ends when its editor does. */
export const lsp: Command = () =>
  Promise.race([serveStdio(), new Promise<number>(resolve => outputLost.addEventListener("abort", () => resolve(0)))]);

import { type Code, catalogue } from "../../language/diagnostics/index.ts";
import type { Command } from "../commands.ts";
import { codeList, explain as explained, explainedText } from "../help/explained.ts";
import { mannerOf } from "../help/text.ts";
import { choice } from "../options.ts";

/** `exp explain [CODE]`: what a code of a diagnostic means, with an example and the way out; without one, lists them. */
export const explain: Command = async ([given], { json }) => {
  const manner = mannerOf(process.stdout);
  const codes = Object.keys(catalogue) as Code[];
  if (given === undefined) {
    console.log(json ? JSON.stringify(codes.map(explained)) : `${codeList(manner)}\n\n\`exp explain CODE\` tells of one.`);
    return 0;
  }
  const code = choice("exp explain", given as string, codes);
  console.log(json ? JSON.stringify(explained(code)) : explainedText(code, manner));
  return 0;
};

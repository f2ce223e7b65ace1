import { jsonLine } from "../../common/unseen.ts";
import { type Code, catalogue } from "../../language/diagnostics/index.ts";
import type { Command } from "../commands.ts";
import { codeList, explainedText, explanationOf } from "../help/explained.ts";
import { mannerOf } from "../help/text.ts";
import { choice } from "../options.ts";

/** `exp explain [CODE]`: explains the code of a diagnostic, with an example and its fix; without a code, lists all. */
export const explain: Command = async ([given], { json }) => {
  const manner = mannerOf(process.stdout);
  const codes = Object.keys(catalogue) as Code[];
  if (given === undefined) {
    console.log(json ? jsonLine(codes.map(explanationOf)) : `${codeList(manner)}\n\n\`exp explain CODE\` explains one, with an example.`);
    return 0;
  }
  const code = choice("exp explain", given as string, codes);
  console.log(json ? jsonLine(explanationOf(code)) : explainedText(code, manner));
  return 0;
};

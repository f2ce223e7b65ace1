import { engines, enginesThat } from "../engines/index.ts";
import { defineStatement } from "./statement.ts";

const leftOut = enginesThat(({ exact }) => exact !== null).map(name => `on \`${name}\`, ${engines[name].exact}`);

export const exact = defineStatement({
  name: "exact",
  role: "setting",
  needs: [],
  forms: { on: "on", off: "off" },
  slots: {},
  options: {},
  doc: `Whether algorithms are left out that are faster but round more: ${leftOut.join("; ")}. The other engines have none that exp could turn off. The default is \`off\`.`,
  example: "exact on",
  read: ({ head }) => (head ? head.form === "on" : null),
});

import { defineStatement } from "./statement.ts";

export const exact = defineStatement({
  name: "exact",
  role: "setting",
  needs: [],
  forms: { on: "on", off: "off" },
  slots: {},
  options: {},
  doc: "Whether algorithms are left out that are faster but round more: on `onednn`, Winograd's convolutions, which take about half the time of direct ones and round off about 1e-6 of a result instead of 2e-7; on `xla` with a graphics card, bfloat16 where nothing else is said, and TensorFloat-32. The other engines have none that exp could turn off. The default is `off`.",
  example: "exact on",
  read: ({ head }) => (head ? head.form === "on" : null),
});

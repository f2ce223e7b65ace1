import type { structure } from "../structure.ts";
import type { Explanation } from "./explanation.ts";

export const explainedStructure = {
  "include-outside": {
    means: "A file includes only files beside it or deeper, so that the folder can be shared as it is. Links are resolved first.",
    wrong: 'include "../shared.exp"',
    right: 'include "shared.exp"',
  },
  "include-cycle": {
    means: "A file that includes itself never ends.",
    wrong: 'include "loop.exp"',
    right: 'include "shared.exp"',
    beside: { "loop.exp": 'include "loop.exp"' },
  },
  "unreadable-file": {
    means: "The file exists, but is not readable, is not text, or is larger than any experiment.",
    wrong: 'include "long.exp"',
    right: 'include "shared.exp"',
    beside: { "long.exp": `# ${"a megabyte of text ".repeat(60_000)}` },
  },
  "too-many": {
    means: "A file has limits: nobody reads hundreds of experiments or files, or thousands of names.",
    wrong: Array.from({ length: 201 }, (_, i) => `experiment e${i} { fit ${i + 1} epochs }`).join("\n"),
    inShort: "experiment e0 { fit 1 epochs }\nexperiment e1 { fit 2 epochs }\n# … and so on, up to e200",
    right: "experiment e0 { fit 1 epochs }\nexperiment e1 { fit 2 epochs }",
  },
  "repeated-include": {
    means: "Each file is included once. A second `include` has no effect.",
    wrong: 'include "shared.exp"\ninclude "shared.exp"',
    right: 'include "shared.exp"',
  },
  "repeated-experiment": {
    means: "The name identifies an experiment: on the command line, in the names of run folders, and after `like`.",
    wrong: "experiment a { fit 1 epochs }\nexperiment a { fit 2 epochs }",
    right: "experiment a { fit 1 epochs }\nexperiment b { fit 2 epochs }",
  },
  "unknown-experiment": {
    means: "`like` names another experiment of the same file.",
    wrong: "experiment small { fit 1 epochs }\nexperiment large like smal { seed 7 }",
    right: "experiment small { fit 1 epochs }\nexperiment large like small { seed 7 }",
  },
  "cyclic-experiment": {
    means: "An experiment inherits the statements of its parent. The last parent in the chain has no `like`.",
    wrong: "experiment a like b { seed 1 }\nexperiment b like a { fit 1 epochs }",
    right: "experiment a like b { seed 1 }\nexperiment b { fit 1 epochs }",
  },
  "missing-braces": {
    means: "Put the statements of an experiment in its braces.",
    wrong: "experiment small\nfit 1 epochs",
    right: "experiment small { fit 1 epochs }",
  },
  "misplaced-statement": {
    means: "A statement for the whole file goes outside the braces of its experiments.",
    wrong: 'experiment small { include "shared.exp"; fit 1 epochs }',
    right: 'include "shared.exp"\nexperiment small { fit 1 epochs }',
  },
  "unsupported-version": {
    means: "The file is written for a newer exp, which may mean something else by the same words.",
    wrong: "version 99",
    right: "version 1",
  },
  "late-version": {
    means: "How a file is to be read must be known before anything of it is.",
    wrong: "seed 7\nversion 1",
    right: "version 1\nseed 7",
  },
} satisfies Record<keyof typeof structure, Explanation>;

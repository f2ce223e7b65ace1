import type { structure } from "../structure.ts";
import type { Explanation } from "./explanation.ts";

export const explainedStructure = {
  "include-outside": {
    means:
      "A file includes what lies beside it or deeper, so that a folder can be given to others as it is. Links are followed before that is judged.",
    wrong: 'include "../shared.exp"',
    right: 'include "shared.exp"',
  },
  "include-cycle": {
    means: "A file that is a part of itself would have no end.",
    wrong: 'include "loop.exp"',
    right: 'include "shared.exp"',
    beside: { "loop.exp": 'include "loop.exp"' },
  },
  "unreadable-file": {
    means: "The file is there, but may not be read, or is no text, or is larger than any experiment.",
    wrong: 'include "long.exp"',
    right: 'include "shared.exp"',
    beside: { "long.exp": `# ${"a megabyte of text ".repeat(60_000)}` },
  },
  "too-many": {
    means: "A file has its bounds: hundreds of experiments or of files, and thousands of names, are beyond what anyone reads.",
    wrong: Array.from({ length: 201 }, (_, i) => `experiment e${i} { fit ${i + 1} epochs }`).join("\n"),
    inShort: "experiment e0 { fit 1 epochs }\nexperiment e1 { fit 2 epochs }\n# … and so on, up to e200",
    right: "experiment e0 { fit 1 epochs }\nexperiment e1 { fit 2 epochs }",
  },
  "repeated-include": {
    means: "Each file is taken in once, so that a second time has no effect.",
    wrong: 'include "shared.exp"\ninclude "shared.exp"',
    right: 'include "shared.exp"',
  },
  "repeated-experiment": {
    means: "Experiments are told apart by their names: on the command line, in the names of run folders, and behind `like`.",
    wrong: "experiment a { fit 1 epochs }\nexperiment a { fit 2 epochs }",
    right: "experiment a { fit 1 epochs }\nexperiment b { fit 2 epochs }",
  },
  "unknown-experiment": {
    means: "`like` names another experiment of the same file.",
    wrong: "experiment small { fit 1 epochs }\nexperiment large like smal { seed 7 }",
    right: "experiment small { fit 1 epochs }\nexperiment large like small { seed 7 }",
  },
  "cyclic-experiment": {
    means: "An experiment takes over what another has; the last one in the chain must stand on its own.",
    wrong: "experiment a like b { seed 1 }\nexperiment b like a { fit 1 epochs }",
    right: "experiment a like b { seed 1 }\nexperiment b { fit 1 epochs }",
  },
  "missing-braces": {
    means: "The statements of an experiment stand in its braces.",
    wrong: "experiment small\nfit 1 epochs",
    right: "experiment small { fit 1 epochs }",
  },
  "misplaced-statement": {
    means: "What holds for the whole file stands outside of the braces of its experiments.",
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

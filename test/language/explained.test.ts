import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { explanations } from "../../src/language/diagnostics/explained/index.ts";
import { type Code, catalogue } from "../../src/language/diagnostics/index.ts";
import { complete, exampleIn } from "../support/complete.ts";

describe.each(Object.entries(explanations))(
  "the explanation of %s",
  (code, { means, wrong, right, isWhole, beside = {}, environment = {} }) => {
    test("has an example of the mistake, and the same without any", () => {
      const file = exampleIn(beside);
      const diagnose = (source: string) => check(isWhole ? source : complete(source), file, { environment }).diagnostics;
      expect(diagnose(wrong).map(({ code }) => code)).toContain(code);
      expect(diagnose(right)).toEqual([]);
    });

    test("is in whole sentences, and says more than the reference", () => {
      expect(means).toMatch(/^[A-Z`].*\.$/s);
      expect(means).not.toContain(catalogue[code as Code].doc);
    });
  },
);

import { describe, expect, test } from "vitest";
import { exp, folderOf } from "./exp.ts";

const good = `data pets from folder
model resnet34 pretrained
fine_tune 1 epochs metric error_rate
`;
const files = { "good.exp": good, "sub/bad.exp": good.replace("error_rate", "eror_rate"), "sub/pets/a.jpg": "", "pets/a.jpg": "" };
const bad = `sub/bad.exp:3:27 error unknown-metric: \`eror_rate\` is not a metric
3 | fine_tune 1 epochs metric eror_rate
  |                           ^^^^^^^^^ did you mean \`error_rate\`?

`;

describe("exp check", () => {
  test("says so where there are no mistakes", () => {
    expect(exp(folderOf(files), "check", "good.exp")).toEqual({ code: 0, stdout: "1 file, no mistakes\n", stderr: "" });
  });

  test("ends with 1 where an experiment is wrong", () => {
    expect(exp(folderOf(files), "check", "sub/bad.exp")).toEqual({ code: 1, stdout: `${bad}1 file, 1 error, 0 warnings\n`, stderr: "" });
  });

  test("takes many files, each once, and folders however deep, but no run folders", () => {
    const folder = folderOf({ ...files, "runs/bad-1/bad.exp": "?" });
    expect(exp(folder, "check", ".", "good.exp")).toEqual({ code: 1, stdout: `${bad}2 files, 1 error, 0 warnings\n`, stderr: "" });
  });

  test("warnings alone end with 0", () => {
    const folder = folderOf({ ...files, "warn.exp": good.replace(" pretrained", "") });
    const { code, stdout } = exp(folder, "check", "warn.exp");
    expect(stdout).toContain("warn.exp:3:1 warning fine-tune-untrained:");
    expect({ code, last: stdout.split("\n").at(-2) }).toEqual({ code: 0, last: "1 file, 0 errors, 1 warning" });
  });

  test("--json gives counts and every diagnostic with its place and fix", () => {
    const { code, stdout, stderr } = exp(folderOf(files), "check", "good.exp", "sub/bad.exp", "--json");
    expect({ code, stderr }).toEqual({ code: 1, stderr: "" });
    const start = files["sub/bad.exp"].indexOf("eror_rate");
    const place = { start, end: start + 9 };
    expect(JSON.parse(stdout)).toEqual({
      files: 2,
      errors: 1,
      warnings: 0,
      diagnostics: [
        {
          file: "sub/bad.exp",
          line: 3,
          column: 27,
          endLine: 3,
          endColumn: 36,
          ...place,
          code: "unknown-metric",
          severity: "error",
          message: "`eror_rate` is not a metric",
          hint: "did you mean `error_rate`?",
          fix: { title: "change to `error_rate`", ...place, text: "error_rate" },
        },
      ],
    });
  });
});

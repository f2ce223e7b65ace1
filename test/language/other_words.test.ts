import { describe, expect, test } from "vitest";
import { check } from "../../src/language/check.ts";
import { insteadOf } from "../../src/language/diagnostics/entry.ts";
import { format } from "../../src/language/format.ts";
import type { Program } from "../../src/program/program.ts";
import { exampleWith } from "../../src/statements/example_with.ts";
import { optionIn, ownersOf, reservedNames, statementNames, statementOf } from "../../src/statements/index.ts";
import { otherWord, otherWords, spellings, wordsOfOthers, writtenWith } from "../../src/statements/other_words.ts";
import { complete, exampleIn } from "../support/complete.ts";

const checked = (source: string) => check(complete(source), exampleIn());
/** What a program does, without the places of it. */
const bare = (program: Program | null) =>
  JSON.stringify([program?.data, program?.steps], (key, value) => (/span|End$/i.test(key) ? undefined : value));
const codesOf = (source: string) => checked(source).diagnostics.map(({ code }) => code);

describe("a word from elsewhere", () => {
  test("stands in the table once, and is no word of ours where it would hide it", () => {
    expect(wordsOfOthers.filter((word, i) => wordsOfOthers.indexOf(word) < i)).toEqual([]);
    expect(wordsOfOthers.length).toBeGreaterThan(200);
    expect(wordsOfOthers.filter(word => statementNames.includes(word) || ownersOf(word).length > 0)).toEqual([]);
    for (const word of wordsOfOthers) expect(word).toMatch(/^[a-z][a-z\d_+]*$/);
  });

  test.each(otherWords.map(row => [row.words[0], row] as const))("%s says what to do, with an example that checks", (_, row) => {
    expect(row.say ?? row.write).toBeDefined();
    if (row.write) expect(codesOf(writtenWith(row.write))).toEqual([]);
    if (row.name) expect([...statementNames, ...reservedNames(), "bf16"]).toContain(row.name);
    if (row.fix === "replace") expect(row.write).toBeDefined();
    expect(insteadOf(row)).not.toMatch(/\.$/);
  });

  test.each([
    ["early", "stopping"],
    ["on", "gpu"],
    ["label", "smoothing"],
    ["test", "set"],
    ["lr_find", undefined],
    ["learn.show_batch", undefined],
    ["Plot-Top-Losses", undefined],
  ])("%s %s is known", (word, next) => expect(otherWord(word, next)).toBeDefined());
});

describe("another spelling", () => {
  const options = Object.entries<readonly string[]>(spellings.option).flatMap(([ours, words]) => words.map(word => [word, ours] as const));
  test.each(options)("%s is %s: it checks, and is formatted so", (word, ours) => {
    const [owner] = ownersOf(ours);
    const ownerOfBlock = owner === "augment";
    const row = ownerOfBlock
      ? optionIn(statementOf("data")!.options, "augment")!.row.block![ours]
      : optionIn(statementOf(owner)!.options, ours)!.row;
    const value = Object.values<{ example: string }>(row.slots)[0]?.example ?? "";
    const right = ownerOfBlock ? `data pets from folder { augment { ${ours} ${value} } }` : exampleWith(ours, [])!;
    const written = right.replace(new RegExp(`\\b${ours}\\b`), word);
    expect(written).toContain(word);
    expect(codesOf(written)).toEqual([]);
    expect(format(written).text).toBe(`${right}\n`);
  });

  test.each([
    ["visualise layer 1", "visualize layer 1"],
    ["visualise 1 maximize 32", "visualize layer 1 maximize 32 steps"],
    ["finetune 5", "fine_tune 5 epochs"],
    ["fine_tune epochs 5 lr 1e-3 wd 0.1", "fine_tune 5 epochs rate 1e-3 decay 0.1"],
    ["fit_one_cycle 5 metric f1 lr 1e-3", "fit_one_cycle 5 epochs metric f1 rate 1e-3"],
    ["fine_tune 2 freeze_epochs 3 # as ever", "fine_tune 2 epochs freeze 3 epochs # as ever"],
    ["data pets from folder bs 8 { image_size 64px, valid_pct 20% }", "data pets from folder batch 8 { resize 64px; split 20% }"],
    ["experiment a { model resnet18 pretrained; finetune 3 }", "experiment a { model resnet18 pretrained; fine_tune 3 epochs }"],
    ["let n = 3\nfine_tune n lr 1e-3", "let n = 3\nfine_tune n epochs rate 1e-3"],
    ["let rate = 1e-3\nfine_tune 3 rate rate", "let rate = 1e-3\nfine_tune 3 epochs rate rate"],
  ])("%j is written %j", (written, ours) => {
    const whole = complete(ours).replace(ours, written);
    expect(check(whole, exampleIn()).diagnostics).toEqual([]);
    expect(format(written).text).toBe(`${ours}\n`);
    expect(format(ours).text).toBe(`${ours}\n`);
  });

  test.each([
    "fine_tune 5 10",
    "fine_tune 5 epochs freeze 10",
    "visualize -1",
    "fine_tune 3 epoches",
    "fine_tune lr",
    "data pets from folder { bs }",
    "let size = 8px\nfine_tune size size",
  ])("%j is left as it is", source => {
    expect(codesOf(source)).not.toEqual([]);
    expect(format(source).text.replaceAll("batch", "bs")).toBe(`${source}\n`);
  });

  test("only the statements of a range are changed", () => {
    expect(format("finetune 1\nfinetune 2\nfinetune 3", { start: 11, end: 21 }).text).toBe("finetune 1\nfine_tune 2 epochs\nfinetune 3");
  });
});

describe("an option's name for a let", () => {
  test.each([
    "let rate = 1e-3\nfine_tune 1 epochs rate rate",
    "let rate = 1e-3\nfine_tune 1 epochs rate rate to 2 * rate metric f1",
    "let rate = 1e-3\nfine_tune 1 epochs rate (rate / 2) to rate",
    "let batch = 8; let decay = 0.1\ndata pets from folder { batch batch }; model resnet18 pretrained; fit 1 epochs decay decay / 2",
    'let metric = ["f1", "accuracy"]\nfine_tune 1 epochs metric metric',
  ])("%j", source => expect(codesOf(source)).toEqual([]));

  test.each([
    'let bs = "pets"\ndata pets from folder bs',
    'let bs = "pets"\ndata pets from folder bs resize 64px',
    "let bs = 8\ndata pets from folder bs bs",
    "let lr = 1e-3\nfine_tune 3 epochs lr lr",
    "let lr = 1e-3\nfine_tune 3 epochs metric f1 lr lr",
    'let lr = "f1"\nfine_tune 3 epochs metric lr',
    'let lr = "f1"\nfine_tune 3 epochs metric lr accuracy',
  ])("%j, another spelling of one, is formatted as it is meant", source => {
    expect(codesOf(source)).toEqual([]);
    const file = exampleIn();
    const [program, formatted] = [source, format(source).text].map(written => bare(check(complete(written), file).program));
    expect(formatted).toEqual(program);
  });

  test("is known from an included file too", () => {
    const file = exampleIn({ "shared.exp": "let rate = 1e-3\n" });
    const source = complete('include "shared.exp"\nfine_tune 1 epochs rate rate');
    const { program, diagnostics } = check(source, file);
    expect(diagnostics).toEqual([]);
    expect(program?.steps[0]).toMatchObject({ learningRate: { to: 1e-3 } });
  });
});

test("off turns an option off", () => {
  const { program } = checked(
    "data pets from folder { augment { flip off; zoom off; rotate off } }; model resnet18 pretrained; fine_tune 1 epochs dropout off decay off",
  );
  expect(program?.data.augment).toMatchObject({ flip: 0, zoom: 1, rotate: 0, warp: 0.2 });
  expect(program?.steps[0]).toMatchObject({ dropout: 0, weightDecay: 0 });
});

describe("parentheses behind an option", () => {
  test.each([
    [
      "fine_tune 1 epochs {\n  rate(1e-3 + 1e-3) * 10\n}",
      "fine_tune 1 epochs {\n  rate (1e-3 + 1e-3) * 10\n}\n",
      { learningRate: { to: 0.02 } },
    ],
    ["fine_tune 1 epochs { decay(0.1) }", "fine_tune 1 epochs { decay (0.1) }\n", { weightDecay: 0.1 }],
  ])("%j is a computation, formatted or not", (source, ours, step) => {
    for (const written of [source, ours]) expect(checked(written).program?.steps[0]).toMatchObject(step);
    expect(format(source).text).toBe(ours);
  });

  test("of a size", () => {
    for (const written of ["resize(32px + 32px) * 2", "resize (32px + 32px) * 2"])
      expect(checked(`data pets from folder { ${written} }`).program?.data.resize.size).toBe(128);
  });

  test.each(["resize(224, crop)", "split(20%, seed=42)", "augment { rotate(10, zoom=1.2) }", "augment { flip() }"])(
    "%j is a call",
    option => {
      const source = `data pets from folder { ${option} }\n`;
      expect(codesOf(source)).toContain("call");
      expect(format(source).text).toBe(source);
    },
  );
});

test.each([
  ["learn.fine_tune(3, slice(1e-5, 1e-3))", "fine_tune 3 epochs rate 1e-5 to 1e-3"],
  ["learn.fit_one_cycle(5, 1e-3)", "fit_one_cycle 5 epochs rate 1e-3"],
  ["learn.fit_one_cycle(5, lr_max=slice(1e-5, 1e-3))", "fit_one_cycle 5 epochs rate 1e-5 to 1e-3"],
  ["learn.fine_tune(3, base_lr=1e-3, freeze_epochs=2)", "fine_tune 3 epochs rate 1e-3 freeze 2 epochs"],
  ['model("resnet34", pretrained=True)', "model resnet34 pretrained"],
  ["learn.fine_tune(3, 1e-3, 2)", undefined],
  ["learn.fine_tune(3, cbs=[MixUp()])", undefined],
])("the fix of %s is %s", (source, text) => {
  const fix = checked(source).diagnostics.find(({ code }) => code === "call")!.fix;
  expect(fix?.text).toBe(text);
  if (text) expect(codesOf(text)).toEqual([]);
});

const hintsOf = (source: string, file = exampleIn()) => check(source, file).diagnostics.map(({ hint }) => hint ?? "");
/** The fixes of a piece that are offered for a code, carried out. */
const mended = (source: string, code: string) => {
  const whole = complete(source);
  const fixes = check(whole, exampleIn()).diagnostics.filter(diagnostic => diagnostic.code === code && diagnostic.fix);
  return fixes.map(({ fix }) => whole.slice(0, fix!.span.start) + fix!.text + whole.slice(fix!.span.end));
};

describe("a name of the user's is no word from elsewhere", () => {
  test.each([
    ["data images from folder", { "image/a.jpg": "" }, "did you mean `image`?"],
    ["let size2 = 64px\ndata pets from folder { resize size }", {}, "did you mean `size2`?"],
    ["data pets from folder; model resnet18; fit 1 epochs; evaluate on label", { "labels/a.jpg": "" }, "did you mean `labels`?"],
    ["experiment net1 { fit 1 epochs }; experiment b like net { fit 2 epochs }", {}, "did you mean `net1`?"],
  ])("%j", (source, files, hint) => {
    const hints = hintsOf(source, exampleIn(files));
    expect(hints).toContain(hint);
    expect(hints.join()).not.toMatch(/split|write for example `data|write for example `model/);
  });
});

describe("the fix of a word from elsewhere keeps what was given", () => {
  test.each([
    ["fine_tune 5 epochs sgd metric f1", "fine_tune 5 epochs optimizer sgd metric f1"],
    ["fine_tune 5 epochs adamw", "fine_tune 5 epochs optimizer adam"],
  ])("%j", (source, right) => expect(mended(source, "unknown-option")).toEqual([complete(right)]));

  test.each([
    ["fine_tune 5 opt sgd", "fine_tune 5 epochs optimizer sgd\n"],
    ["fine_tune 5 epochs opt_func adam", "fine_tune 5 epochs optimizer adam\n"],
  ])("%j is understood", (source, right) => {
    expect(codesOf(source)).toEqual([]);
    expect(format(source).text).toBe(right);
  });

  test.each(['grad_cam "photo.jpg"', "worst 9 images", "random_seed 7 8"])("%j has none", source =>
    expect(mended(source, "unknown-statement")).toEqual([]),
  );
  test("a number that it keeps is no hindrance", () => expect(mended("random_seed 7", "unknown-statement")[0]).toMatch(/^seed 7$/m));
  test("a statement takes the place of no option", () => expect(mended("fine_tune 1 epochs random_seed 3", "unknown-option")).toEqual([]));
});

test.each([
  ["lr: 0.01", "fine_tune 1 epochs rate 0.01"],
  ["imgsz=640", "data pets from folder { resize 640 }"],
  ["optimizer adam", "fine_tune 1 epochs optimizer adam"],
  ["metric f1", "fine_tune 1 epochs metric f1"],
  ["freeze 3", "fine_tune 1 epochs freeze 3 epochs"],
])("the example for %j keeps its value", (source, example) => {
  expect(hintsOf(source).join()).toContain(`\`${example}\``);
  expect(codesOf(example)).toEqual([]);
});

test.each([
  ["model resnet34 pretrained=True", "`pretrained` is on when it is there: remove `=` and `True`"],
  ["data pets from folder { augment: true }", "`augment` is on when it is there: remove `:` and `true`"],
  ["fine_tune 1 epochs dropout=False", "`dropout` is off when it is not there: leave it out, or write `off` where its default is on"],
  ["fine_tune 1 epochs dropout false", "write for example `dropout off`"],
  ["data pets from folder { augment { brightness false } }", "write for example `brightness off`"],
  ["model resnet18(pretrained)", "as a word of the language, `pretrained` takes no parentheses or brackets"],
])("%s", (source, hint) => {
  expect(hintsOf(complete(source))).toContain(hint);
  if (/true$|true }/i.test(source)) expect(mended(source, "needless-sign").map(codesOf)).toEqual([[]]);
});

import { check } from "../src/language/check.ts";

/** Times `check` on a good and on a broken file of 1,000 lines, in milliseconds: first call, and median of `rounds`. */
export function benchCheck(file: string, rounds = 30): Record<string, { first: number; median: number; diagnostics: number }> {
  const good = [
    "data pets from folder",
    "model resnet34 pretrained",
    ...Array.from(
      { length: 499 },
      (_, i) => `fit ${i + 1} epochs rate 1e-3 to 1e-2 metric error_rate top_k_accuracy 3\nvisualize layer ${(i % 5) + 1}`,
    ),
  ];
  const broken = [
    ...good.slice(0, 2),
    ...Array.from({ length: 499 }, (_, i) => `fitt ${i} epochs rat 1e-3 metric eror_rate\nvisualise layer ${i}`),
  ];
  const block = [
    "data pets from folder {",
    ...Array.from({ length: 996 }, (_, i) => `  batch ${i + 1}`),
    "}",
    "model resnet34 pretrained",
    "fit 1 epochs",
  ];
  const time = (lines: string[]) => {
    const source = lines.join("\n");
    const times = Array.from({ length: rounds }, () => {
      const start = performance.now();
      check(source, file);
      return performance.now() - start;
    });
    return {
      first: times[0],
      median: times.slice(1).sort((a, b) => a - b)[rounds >> 1],
      diagnostics: check(source, file).diagnostics.length,
    };
  };
  return process.env.GOOD ? { good: time(good) } : { good: time(good), broken: time(broken), "one block": time(block) };
}

console.table(benchCheck(process.argv[2] ?? "test/cases/bench.exp"));

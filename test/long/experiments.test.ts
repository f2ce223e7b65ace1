import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { packageRoot } from "../../src/common/package_root.ts";
import type { EpochEvent } from "../../src/events/epoch.ts";
import type { RunEvent } from "../../src/events/index.ts";
import { folderOf, main } from "../cli/exp.ts";

/** Runs an experiment of the repository as it is written, on the engine that every machine has, and gives the error_rate after its last epoch. */
function errorRate(file: string, runs: string): number {
  const { status, stdout, stderr } = spawnSync(process.execPath, [main, "run", file, "--engine", "wasm", "--json", "--runs", runs], {
    encoding: "utf8",
    maxBuffer: 2 ** 30,
    timeout: 900_000,
    killSignal: "SIGKILL",
  });
  expect(status, stderr).toBe(0);
  const events = stdout
    .trim()
    .split("\n")
    .map(line => JSON.parse(line) as RunEvent);
  return events.filter((event): event is EpochEvent => event.event === "epoch").at(-1)!.metrics.error_rate;
}
const experiment = (name: string) => join(packageRoot, "experiments", name);

describe("what the experiments of the repository reach", () => {
  test("digits.exp: at most 2 % of the held-out fifth wrong", () => {
    expect(errorRate(experiment("digits.exp"), folderOf({}))).toBeLessThanOrEqual(0.02);
  });

  test("pets.exp: at most half of the errors of the same file without `pretrained`", () => {
    const source = readFileSync(experiment("pets.exp"), "utf8");
    const random = source.replace("from folder", `from folder ${JSON.stringify(experiment("pets"))}`).replace(" pretrained", "");
    expect(random).not.toContain("pretrained");
    const folder = folderOf({ "random.exp": random });
    expect(errorRate(experiment("pets.exp"), folder)).toBeLessThanOrEqual(errorRate(join(folder, "random.exp"), folder) / 2);
  });
});

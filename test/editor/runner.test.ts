import { join } from "node:path";
import { expect, test } from "vitest";
import type { RunNews } from "../../src/editor/messages.ts";
import { Runner } from "../../src/editor/runner.ts";
import { folderOf } from "../cli/exp.ts";

test("what a run prints that is no event is told as it stands, and what is no event that we know is passed over", async () => {
  const lines = ["of a library", JSON.stringify({ event: "of a later version" }), JSON.stringify({ event: "warning", message: "hot" })];
  const script = `console.log(${JSON.stringify(lines.join("\n"))})`;
  const told: RunNews[] = [];
  await new Promise<void>(resolve => {
    const runner = new Runner({
      file: join(folderOf({}), "a.exp"),
      command: [process.execPath, "-e", script],
      addresses: { add() {}, addressOf: () => "" },
      send(news) {
        told.push(news);
        if (news.news === "ended") resolve();
      },
    });
    runner.run(null);
  });
  expect(told).toEqual([
    { news: "begun" },
    { news: "note", text: "of a library", isWarning: false },
    { news: "note", text: "hot", isWarning: true },
    { news: "ended", code: 0 },
  ]);
});

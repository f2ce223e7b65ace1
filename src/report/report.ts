import { join } from "node:path";
import { writeAtomic } from "../common/files.ts";
import { pageOf } from "./page.ts";
import type { RunRecord } from "./record.ts";
import { sectionsOf } from "./sections/index.ts";

/**
 * Writes `report.html` into a run folder: one page that shows a run from its source to its environment, with every picture in it, for
 * any browser, in the light, in the dark and on paper. Reads the pictures of the folder, and the images that
 * it shows; one that is gone is named only. Throws a `Failure` of fault `machine` where the page cannot be written.
 */
export async function writeReport(run: RunRecord): Promise<void> {
  const drawn = await Promise.all(sectionsOf(run.plan).map(async ({ title, draw }) => ({ title, body: await draw(run) })));
  const page = pageOf(
    run,
    drawn.flatMap(({ title, body }) => (body ? [{ title, body }] : [])),
  );
  await writeAtomic(join(run.folder, "report.html"), page);
}

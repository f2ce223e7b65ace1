import { Interrupted } from "../../common/interrupted.ts";
import type { Graph } from "../../graph/graph.ts";
import { elementsOf } from "../../inputs/image/shape.ts";
import type { Model } from "../../models/model.ts";
import type { Rows } from "../../visualize/attribution/method.ts";
import { withCompiled } from "./compiled.ts";
import type { RunContext } from "./step.ts";

interface Run extends Pick<RunContext, "session" | "signal"> {
  /** Rows at a time. */
  batchSize: number;
  imageSize: number;
  model: Pick<Model, "outputs">;
}

/** Puts rows through a graph, as many at a time as a batch has. Throws `Interrupted` where the signal was raised. */
export const runRows = (
  { session, signal, batchSize, imageSize, model: { outputs } }: Run,
  graphOf: (batchSize: number) => Graph,
  { count, image, target, done }: Rows,
): Promise<void> =>
  withCompiled(session, graphOf, async compiled => {
    const each = elementsOf(imageSize);
    for (let first = 0; first < count; first += batchSize) {
      if (signal.aborted) throw new Interrupted();
      const size = Math.min(batchSize, count - first);
      const { graph, executable } = await compiled(size);
      const images = new Float32Array(size * each);
      const asked = new Float32Array(size * outputs);
      for (let i = 0; i < size; i++) {
        image(first + i, images.subarray(i * each, (i + 1) * each));
        asked[i * outputs + target(first + i)] = 1;
      }
      const feeds: Record<string, Float32Array> = "target" in graph.inputs ? { images, target: asked } : { images };
      const fetched = Object.entries(await executable.run(feeds, ["images"]));
      for (let i = 0; i < size; i++) {
        const row = fetched.map(([name, values]) => {
          const width = values.length / size;
          return [name, values.subarray(i * width, (i + 1) * width)];
        });
        done(first + i, Object.fromEntries(row));
      }
    }
  });

import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";
import { Interrupted } from "../../common/interrupted.ts";
import { wholeValidation } from "../../data/data.ts";
import { seenImage } from "../../data/seen_image.ts";
import type { Plan, VisualizeStep } from "../../plan/plan.ts";
import { activationGraph } from "../../train/graphs.ts";
import { drawFilters } from "../../visualize/filters.ts";
import { PatchCollector } from "../../visualize/patches.ts";
import { withCompiled } from "./compiled.ts";
import type { RunContext, StepRunner } from "./step.ts";

/** A layer that sees pixels is shown by its filters, a deeper one by the image patches that excite it most (Zeiler and Fergus, 2013). */
export const visualize: StepRunner<VisualizeStep> = async (context, step, index) => {
  const { plan, model, session, folder, emit } = context;
  const layer = model.layers[step.layer - 1];
  const title = `${model.name}, layer ${step.layer} (${layer.name})`;
  const { png, caption } = layer.filter
    ? await drawFilters((await session.read([layer.filter]))[layer.filter], title)
    : await drawPatches(context, step.layer, title);
  const file = join(folder, "pictures", pictureName(plan, index, step.layer));
  await writeAtomic(file, png);
  emit({ event: "picture", step: index, title, file, caption });
};

/** `layer-1.png`; a layer that is shown again, after more training, has `layer-1-2.png`. */
function pictureName({ steps }: Plan, index: number, layer: number): string {
  const before = steps.slice(0, index).filter(step => step.kind === "visualize" && step.layer === layer).length;
  return `layer-${layer}${before > 0 ? `-${before + 1}` : ""}.png`;
}

/** Runs the validation images through the model up to the layer and keeps each channel's strongest patches. */
async function drawPatches({ model, session, loader, loaderOptions, signal }: RunContext, layer: number, title: string) {
  const { imageSize } = loaderOptions;
  const collector = new PatchCollector(model.layers[layer - 1], imageSize, title);
  const graphOf = (batchSize: number) => activationGraph(model, { batchSize, imageSize }, layer);
  await withCompiled(session, graphOf, async compiled => {
    for await (const { images, size, samples } of loader.batches(wholeValidation)) {
      if (signal.aborted) throw new Interrupted();
      const { graph, executable } = await compiled(size);
      const { activations } = await executable.run({ images }, ["images"]);
      collector.add(activations, graph.shapes[graph.fetches.activations], samples);
    }
  });
  return collector.draw(path => seenImage(path, loaderOptions));
}

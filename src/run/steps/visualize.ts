import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";
import { seenImage } from "../../data/seen_image.ts";
import type { VisualizeStep } from "../../plan/plan.ts";
import { activationGraph } from "../../train/graphs.ts";
import { drawFilters } from "../../visualize/filters.ts";
import { PatchCollector } from "../../visualize/patches.ts";
import type { RunContext, StepRunner } from "./step.ts";

/** A layer that sees pixels is shown by its filters, a deeper one by the image patches that excite it most (Zeiler and Fergus, 2013). */
export const visualize: StepRunner<VisualizeStep> = async (context, step, index) => {
  const { model, session, folder, emit } = context;
  const layer = model.layers[step.layer - 1];
  const title = `${model.name}, layer ${step.layer} (${layer.name})`;
  const { png, caption } = layer.filter
    ? await drawFilters((await session.read([layer.filter]))[layer.filter], title)
    : await drawPatches(context, step.layer, title);
  const file = join(folder, "pictures", `layer-${step.layer}.png`);
  await writeAtomic(file, png);
  emit({ event: "picture", step: index, title, file, caption });
};

/** Runs the validation images through the model up to the layer and keeps each channel's strongest patches. */
async function drawPatches({ model, session, loader, loaderOptions }: RunContext, layer: number, title: string) {
  const { imageSize } = loaderOptions;
  const collector = new PatchCollector(model.layers[layer - 1], imageSize, title);
  for await (const { images, size, samples } of loader.batches({ split: "valid", training: false, epoch: 0 })) {
    const graph = activationGraph(model, { batchSize: size, imageSize }, layer);
    const executable = await session.compile(graph);
    const { activations } = await executable.run({ images }, ["images"]);
    await executable.dispose();
    collector.add(activations, graph.shapes[graph.fetches.activations], samples);
  }
  return collector.draw(path => seenImage(path, loaderOptions));
}

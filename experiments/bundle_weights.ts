/**
 * Turns the weights of a run into the small ones that the package carries, weights/MODEL.safetensors: the body, its filters in one byte for
 * each element, made ready to be fine-tuned: see `filterScale` and `deepBlocks`. Prints how far the bundled filters are from those of the run.
 * Run: npm run bundle:weights -- RUN_FOLDER/weights.safetensors [TARGET]
 */
import { join, relative } from "node:path";
import { Failure } from "../src/common/failure.ts";
import { packageRoot } from "../src/common/package_root.ts";
import { formatBytes } from "../src/common/units.ts";
import { createModel } from "../src/models/index.ts";
import type { Model, Weights } from "../src/models/model.ts";
import { writeBundle } from "../src/models/weights/bundle.ts";
import { loadWeights } from "../src/models/weights/index.ts";
import { withStateDict } from "../src/models/weights/state_dict.ts";

/**
 * What filters are multiplied by, which the batch norms after them undo: the model computes the same. A step of Adam is as long whatever the
 * weight, so that smaller filters turn further in it: what is fine-tuned by few steps learns more. A tenth was best on pets and digits together.
 */
const filterScale = 0.1;

/** The batch norm after a convolution, in torchvision's names. */
const normAfter = (filter: string): string => filter.replace(/conv(\d)\.weight$/, "bn$1").replace(/downsample\.0\.weight$/, "downsample.1");

/** Scales the filters and the running statistics of what they give. */
function scaleFilters(model: Model, weights: Weights): void {
  const times = (name: string, factor: number) => {
    const { data } = weights[name];
    for (const [i, value] of data.entries()) data[i] = factor * value;
  };
  for (const { name } of model.parameters.filter(({ role }) => role === "filter")) {
    times(name, filterScale);
    times(`${normAfter(name)}.running_mean`, filterScale);
    times(`${normAfter(name)}.running_var`, filterScale ** 2);
  }
}

/**
 * What the blocks after the first of the last two layers add, which is how the shapes differ that the model was trained on: they start anew, as if they were
 * not there, by a last batch norm of zeros (Goyal et al., 2017). Kept, they led single images of other data far away, and more errors were made.
 */
const deepBlocks = /^layer[34]\.[1-9]\d*\.bn2\.(weight|bias)$/;

async function bundle(path: string, given?: string): Promise<void> {
  const metadata = await withStateDict(path, async (_, contents) => contents.metadata);
  if (metadata.model === undefined || metadata.classes === undefined) {
    throw new Failure("data", `${path} does not say which model it is of`, "give the weights.safetensors of a run");
  }
  const classes: string[] = JSON.parse(metadata.classes);
  const model = createModel(metadata.model, { outputs: classes.length });
  const { signal } = new AbortController();
  const { weights } = await loadWeights({ kind: "file", path }, model, 0, { signal });
  scaleFilters(model, weights);
  for (const [name, { data }] of Object.entries(weights)) if (deepBlocks.test(name)) data.fill(0);

  const target = given ?? join(packageRoot, "weights", `${model.name}.safetensors`);
  const bytes = await writeBundle(model, weights, target, {
    description: "trained by experiments/pretrain.exp, made ready to be fine-tuned; filters in 8 bits",
  });
  const bundled = await loadWeights({ kind: "file", path: target }, model, 0, { signal });
  let [error, energy] = [0, 0];
  for (const { name } of model.parameters.filter(({ role }) => role === "filter")) {
    for (const [i, value] of weights[name].data.entries()) {
      error += (value - bundled.weights[name].data[i]) ** 2;
      energy += value ** 2;
    }
  }
  const apart = `${(100 * Math.sqrt(error / energy)).toFixed(2)} %`;
  console.log(
    `${relative(process.cwd(), target)}: ${formatBytes(bytes)}; the filters are ${apart} from those of the run (root mean square)`,
  );
}

const [path, target] = process.argv.slice(2);
try {
  if (path === undefined) throw new Failure("command line", "which weights?", "npm run bundle:weights -- RUN_FOLDER/weights.safetensors");
  await bundle(path, target);
} catch (error) {
  if (!(error instanceof Failure)) throw error;
  console.error(`${error.message}${error.fix ? `; ${error.fix}` : ""}`);
  process.exitCode = 1;
}

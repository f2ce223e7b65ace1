/**
 * exp beside PyTorch and fastai on this CPU, in one run, in turn. Run after `npm run build` and `exp setup onednn`:
 *   PEER_PYTHON=venv/bin/python node script.mjs bench/peers.ts [train|evaluate|fine_tune …] [resnet34/224/16 …] [--turns 7] [--engine onednn]
 * PEER_PYTHON is a Python that has torch, torchvision and fastai; PEER_TENSORFLOW one that has TensorFlow, for training steps of resnet18 and 34 by its XLA. Without cases it takes resnet18, 34 and 50 at 128 and 224 pixels, batches 16 and 64.
 * A ratio is the peer's time by ours, turn by turn: its median, and the least and greatest in brackets. Over 1, exp is faster.
 */
import { parseArgs } from "node:util";
import { compareFineTunes } from "./peers/fine_tune.ts";
import { compareSteps } from "./peers/steps.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { turns: { type: "string", default: "7" }, engine: { type: "string", default: "onednn" } },
});
const { PEER_PYTHON: python, PEER_TENSORFLOW: tensorflow } = process.env;
if (!python && !tensorflow) {
  console.error(
    "PEER_PYTHON names no Python: make one with `python3 -m venv peers && peers/bin/pip install torch torchvision fastai` (7 GB)",
  );
  process.exit(2);
}
const tasks = positionals.filter(word => !word.includes("/"));
const named = positionals.filter(word => word.includes("/"));
const all = ["resnet18", "resnet34", "resnet50"].flatMap(model =>
  [128, 224].flatMap(side => [16, 64].map(batch => `${model}/${side}/${batch}`)),
);
const run = { python, tensorflow, engine: values.engine, turns: Number(values.turns) };
for (const task of tasks.length > 0 ? tasks : ["train", "evaluate", "fine_tune"]) {
  if (task === "fine_tune") await compareFineTunes(run);
  else if (task === "train" || task === "evaluate") await compareSteps(task, named.length > 0 ? named : all, run);
}

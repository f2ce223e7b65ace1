import type { Shape } from "../common/tensor.ts";
import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import type { Parameter } from "./model.ts";
import type { RoleName } from "./roles.ts";

/** torch's BatchNorm defaults. */
const epsilon = 1e-5;
const momentum = 0.1;

/** A convolution without bias, padded to keep the grid. */
export function convolution(b: GraphBuilder, x: Value, filter: string, shape: Shape, stride: number): Value {
  const pad = (shape[0] - 1) / 2;
  return b.op("conv2d", [x, b.state(filter, shape)], { strides: [stride, stride], pads: [pad, pad, pad, pad], relu: false });
}

/** Scale, offset, running mean and running variance, in torch's order and names. */
export function batchNormParameters(name: string, channels: number, group: number, offset: RoleName = "batchNormOffset"): Parameter[] {
  const row = (leaf: string, role: RoleName): Parameter => ({ name: `${name}.${leaf}`, shape: [channels], role, group });
  return [row("weight", "batchNormScale"), row("bias", offset), row("running_mean", "runningMean"), row("running_var", "runningVariance")];
}

/** Over the last axis. In training it uses the batch's statistics and moves the running ones a tenth of the way, the variance unbiased (torch). */
export function batchNorm(b: GraphBuilder, x: Value, name: string, training: boolean): Value {
  const shape = b.shape(x);
  const channels = [shape.at(-1)!];
  const [scale, offset, mean, variance] = ["weight", "bias", "running_mean", "running_var"].map(leaf =>
    b.state(`${name}.${leaf}`, channels),
  );
  if (!training) return b.op("batchNormInference", [x, scale, offset, mean, variance], { epsilon, relu: false });
  const [y, batchMean, batchVariance] = b.ops("batchNorm", [x, scale, offset], { epsilon, relu: false });
  const n = shape.slice(0, -1).reduce((product, extent) => product * extent, 1);
  const towards = (running: Value, batch: Value, weight: number) =>
    b.op("add", [b.op("mul", [running, b.constant(1 - momentum)], {}), b.op("mul", [batch, b.constant(weight)], {})], {});
  b.update(`${name}.running_mean`, towards(mean, batchMean, momentum));
  b.update(`${name}.running_var`, towards(variance, batchVariance, (momentum * n) / Math.max(1, n - 1)));
  return y;
}

/** Inverted dropout (Srivastava et al., 2014): zero with probability `rate`, the rest divided by what is left. `stream` sets the layers apart. */
export function dropout(b: GraphBuilder, x: Value, rate: number, counter: Value, seed: number, stream: number): Value {
  if (rate === 0) return x;
  const drawn = b.op("random", [counter], { shape: b.shape(x), seed: seed * 31 + stream });
  const kept = b.op("greater", [drawn, b.constant(rate)], {});
  return b.op("mul", [b.op("mul", [x, kept], {}), b.constant(1 / (1 - rate))], {});
}

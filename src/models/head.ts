import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import { batchNorm, batchNormParameters, dropout } from "./layers.ts";
import type { ForwardOptions, Parameter } from "./model.ts";

/** `fastai`: the head that fine-tuning trains. `torchvision`: the classifier that the published weights came with. */
export type HeadKind = "fastai" | "torchvision";

interface Head {
  parameters: Parameter[];
  /** From the body's last map, NHWC, to logits. */
  forward(b: GraphBuilder, map: Value, options: ForwardOptions): Value;
}

const hidden = 512;

const linear = (b: GraphBuilder, x: Value, name: string, outputs: number) =>
  b.op("matmul", [x, b.state(`${name}.weight`, [b.shape(x)[1], outputs])], { transposeA: false, transposeB: false });

const averagePool = (b: GraphBuilder, map: Value) => b.op("mean", [map], { axes: [1, 2], keepAxes: false });

function greatestPool(b: GraphBuilder, map: Value): Value {
  const [n, height, width, channels] = b.shape(map);
  const pooled = b.op("maxPool", [map], { size: [height, width], strides: [1, 1], pads: [0, 0, 0, 0] });
  return b.op("reshape", [pooled], { shape: [n, channels] });
}

/** fastai's `create_head`: greatest and average of each channel, then twice batch norm, dropout and a linear layer. */
export function fastaiHead(features: number, classes: number, group: number): Head {
  return {
    parameters: [
      ...batchNormParameters("head.bn1", 2 * features, group, "headNormOffset"),
      { name: "head.linear1.weight", shape: [2 * features, hidden], role: "linear", group },
      ...batchNormParameters("head.bn2", hidden, group, "headNormOffset"),
      { name: "head.linear2.weight", shape: [hidden, classes], role: "linear", group },
    ],
    forward(b, map, { training, dropout: rate, seed, counter }) {
      const drop = (x: Value, p: number, stream: number) => (training && p > 0 ? dropout(b, x, p, counter!, seed, stream) : x);
      let y = b.op("concat", [greatestPool(b, map), averagePool(b, map)], { axis: 1 });
      y = drop(batchNorm(b, y, "head.bn1", training), rate / 2, 1);
      y = b.op("relu", [linear(b, y, "head.linear1", hidden)], {});
      y = drop(batchNorm(b, y, "head.bn2", training), rate, 2);
      return linear(b, y, "head.linear2", classes);
    },
  };
}

/** torchvision's: the average of each channel and one linear layer with bias. */
export function classifier(features: number, classes: number, group: number): Head {
  return {
    parameters: [
      { name: "fc.weight", shape: [features, classes], role: "linear", group },
      { name: "fc.bias", shape: [classes], role: "bias", group },
    ],
    forward: (b, map) => b.op("add", [linear(b, averagePool(b, map), "fc", classes), b.state("fc.bias", [classes])], {}),
  };
}

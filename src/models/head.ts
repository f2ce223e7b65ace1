import type { GraphBuilder } from "../graph/build.ts";
import type { Value } from "../graph/graph.ts";
import { batchNorm, batchNormParameters, dropout } from "./layers.ts";
import type { Body, Dialect, ForwardOptions, Model, Parameter } from "./model.ts";

/** From features to the output of the model. */
interface Head {
  parameters: Parameter[];
  /** `features` as the body gives them. */
  forward(b: GraphBuilder, features: Value, options: ForwardOptions): Value;
}
export type BuildHead = (body: Pick<Body, "features" | "classifier">, outputs: number, group: number) => Head;

const hidden = 512;

const linear = (b: GraphBuilder, x: Value, name: string, outputs: number) =>
  b.op("matmul", [x, b.state(`${name}.weight`, [b.shape(x)[1], outputs])], { transposeA: false, transposeB: false });

/** `[N, C]` of what a body gives: the average of each channel of a map, and what is pooled already as it is. */
export const averaged = (b: GraphBuilder, features: Value): Value =>
  b.shape(features).length === 2 ? features : b.op("mean", [features], { axes: [1, 2], keepAxes: false });

function greatestPool(b: GraphBuilder, map: Value): Value {
  const [n, height, width, channels] = b.shape(map);
  const pooled = b.op("maxPool", [map], { size: [height, width], strides: [1, 1], pads: [0, 0, 0, 0] });
  return b.op("reshape", [pooled], { shape: [n, channels] });
}

/** fastai's `create_head`: greatest and average of each channel, where a map is to be pooled, then twice batch norm, dropout and a linear layer. */
export const fastaiHead: BuildHead = ({ features: { channels, pooled } }, outputs, group) => {
  const inputs = pooled ? channels : 2 * channels;
  return {
    parameters: [
      ...batchNormParameters("head.bn1", inputs, group, "headNormOffset"),
      { name: "head.linear1.weight", shape: [inputs, hidden], role: "linear", group },
      ...batchNormParameters("head.bn2", hidden, group, "headNormOffset"),
      { name: "head.linear2.weight", shape: [hidden, outputs], role: "linear", group },
    ],
    forward(b, features, { training, dropout: rate, seed, counter }) {
      const drop = (x: Value, p: number, stream: number) => (training && p > 0 ? dropout(b, x, p, counter!, seed, stream) : x);
      let y = pooled ? features : b.op("concat", [greatestPool(b, features), averaged(b, features)], { axis: 1 });
      y = drop(batchNorm(b, y, "head.bn1", training), rate / 2, 1);
      y = b.op("relu", [linear(b, y, "head.linear1", hidden)], {});
      y = drop(batchNorm(b, y, "head.bn2", training), rate, 2);
      return linear(b, y, "head.linear2", outputs);
    },
  };
};

/** The one that the published weights came with: the average of each channel and one linear layer with bias. */
export const publishedHead: BuildHead = ({ features, classifier }, outputs, group) => {
  const [weight, bias] = [`${classifier}.weight`, `${classifier}.bias`];
  return {
    parameters: [
      { name: weight, shape: [features.channels, outputs], role: "linear", group },
      { name: bias, shape: [outputs], role: "bias", group },
    ],
    forward: (b, x) => b.op("add", [linear(b, averaged(b, x), classifier, outputs), b.state(bias, [outputs])], {}),
  };
};

/** A body and a head, whose parameters are one more group, the last. */
export function withHead(name: string, body: Body, { outputs, head = fastaiHead }: HeadOptions): Model {
  const top = head(body, outputs, body.groups.length);
  return {
    ...body,
    name,
    outputs,
    groups: [...body.groups, "head"],
    parameters: [...body.parameters, ...top.parameters],
    forward(b, x, options) {
      const { features, activations } = body.forward(b, x, options);
      return { features, activations, output: top.forward(b, features, options) };
    },
  };
}

export interface HeadOptions {
  /** Numbers that the model gives for an image. */
  outputs: number;
  /** fastai's, the one that fine-tuning trains, by default. */
  head?: BuildHead;
}

/** Of the last group. */
export const isHead = ({ groups }: Model, { group }: Parameter): boolean => group === groups.length - 1;

/** fastai's head by position: pooling 0, flatten 1, batch norm 2, dropout 3, linear 4, relu 5, batch norm 6, dropout 7, linear 8. */
const positions: Record<string, string> = { bn1: "2", linear1: "4", bn2: "6", linear2: "8" };

/** The names of fastai's learner, which is `Sequential(body, head)`; `body` names the parameters of the body within it. */
export const fastaiLearner =
  (body: Dialect): Dialect =>
  parameter => {
    const [first, second, ...rest] = parameter.split(".");
    return first === "head" ? ["1", positions[second], ...rest].join(".") : `0.${body(parameter)}`;
  };

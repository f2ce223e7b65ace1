import { size } from "../../../common/tensor.ts";
import { finish, generic } from "./generic.ts";
import { ownGradients } from "./gradients.ts";
import { type Kernels, mutable, type Tf, type TfTensor } from "./kernel.ts";

interface Attribute {
  name: string;
  type: number;
  value: number | boolean | string;
}
/** The part of tfjs-node's backend that runs any TensorFlow op by name. */
interface NodeBackend {
  binding: Record<"TF_ATTR_TYPE" | "TF_ATTR_FLOAT" | "TF_ATTR_STRING" | "TF_ATTR_BOOL" | "TF_FLOAT", number>;
  executeSingleOutput(op: string, attributes: Attribute[], inputs: TfTensor[]): TfTensor;
  executeMultipleOutputs(op: string, attributes: Attribute[], inputs: TfTensor[], count: number): TfTensor[];
}
const backendOf = (tf: Tf) => tf.backend() as unknown as NodeBackend;

function batchNormAttributes(tf: Tf, epsilon: number): Attribute[] {
  const { binding: b } = backendOf(tf);
  return [
    { name: "T", type: b.TF_ATTR_TYPE, value: b.TF_FLOAT },
    { name: "U", type: b.TF_ATTR_TYPE, value: b.TF_FLOAT },
    { name: "epsilon", type: b.TF_ATTR_FLOAT, value: epsilon },
    { name: "data_format", type: b.TF_ATTR_STRING, value: "NHWC" },
    { name: "is_training", type: b.TF_ATTR_BOOL, value: true },
  ];
}

/** TensorFlow's batch norm wants four axes. */
const fourAxes = (tf: Tf, x: TfTensor) => (x.rank === 4 ? x : tf.reshape(x, [-1, 1, 1, x.shape.at(-1) as number]));

export const tensorflow: Kernels = {
  reluGradient: (tf, [dy, y]) => {
    const { binding: b } = backendOf(tf);
    return [backendOf(tf).executeSingleOutput("ReluGrad", [{ name: "T", type: b.TF_ATTR_TYPE, value: b.TF_FLOAT }], [dy, y])];
  },
  ...ownGradients,
  batchNorm: (tf, inputs, attributes) => {
    const [x, scale, offset, residual] = inputs;
    const n = size(x.shape) / scale.size;
    // TensorFlow returns the unbiased variance, which one row does not have.
    if (n < 2) return generic.batchNorm(tf, inputs, attributes);
    const none = tf.tensor1d([], "float32");
    const given = [fourAxes(tf, x), scale, offset, none, none];
    const [y, mean, unbiased] = backendOf(tf).executeMultipleOutputs(
      "FusedBatchNormV3",
      batchNormAttributes(tf, attributes.epsilon),
      given,
      6,
    );
    const result = finish(tf, tf.reshape(y, mutable(x.shape)), [x, x, undefined, residual], attributes.relu);
    return [result, mean, tf.mul(unbiased, (n - 1) / n)];
  },
};

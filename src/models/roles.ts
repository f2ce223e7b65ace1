import { fillNormal } from "../common/random.ts";
import { type Shape, size } from "../common/tensor.ts";

/** What a parameter is for: how it starts, how it is trained, and how torch stores it. */
export interface Role {
  /** Fresh values; `stream` keys random numbers of the parameter's own. */
  initial(shape: Shape, stream: number): Float32Array;
  /** Whether the optimizer changes it. Running statistics change in the forward pass instead. */
  trained: boolean;
  /** Whether weight decay applies. */
  decayed: boolean;
  /** Whether it is trained while its group is frozen, and so counts optimizer steps of its own. */
  trainsWhileFrozen: boolean;
  /** Our axes in the order of torch, which puts the outputs first; null if the orders are the same. */
  torchAxes: readonly number[] | null;
  /** Whether a negative value is an error. */
  isVariance: boolean;
}

/** He et al. (2015): normal with deviation sqrt(2 / fan). */
const kaiming =
  (fan: (shape: Shape) => number): Role["initial"] =>
  (shape, stream) => {
    const values = new Float32Array(size(shape));
    fillNormal(values, stream, Math.sqrt(2 / fan(shape)));
    return values;
  };
const constant =
  (value: number): Role["initial"] =>
  shape =>
    new Float32Array(size(shape)).fill(value);

const plain = { trained: true, decayed: false, trainsWhileFrozen: false, torchAxes: null, isVariance: false };
/** As in fastai: batch norm trains while the layers around it are frozen, because its statistics change too. */
const batchNorm = { ...plain, trainsWhileFrozen: true };
const statistic = { ...plain, trained: false };

export const roles = {
  /** Of a convolution, HWIO. By what goes out, as torchvision. */
  filter: { ...plain, initial: kaiming(shape => shape[0] * shape[1] * shape[3]), decayed: true, torchAxes: [3, 2, 0, 1] },
  /** `[in, out]`. By what comes in, as fastai's head. */
  linear: { ...plain, initial: kaiming(shape => shape[0]), decayed: true, torchAxes: [1, 0] },
  bias: { ...plain, initial: constant(0) },
  batchNormScale: { ...batchNorm, initial: constant(1) },
  batchNormOffset: { ...batchNorm, initial: constant(0) },
  /** fastai starts the offsets in its own layers above zero. */
  headNormOffset: { ...batchNorm, initial: constant(1e-3) },
  runningMean: { ...statistic, initial: constant(0) },
  runningVariance: { ...statistic, initial: constant(1), isVariance: true },
  /** A layer norm has no statistics, so it freezes with its group. (fastai's `train_bn` trains it all the same.) */
  layerNormScale: { ...plain, initial: constant(1) },
  layerNormOffset: { ...plain, initial: constant(0) },
} as const satisfies Record<string, Role>;

export type RoleName = keyof typeof roles;

export const roleOf = ({ role }: { role: RoleName }): Role => roles[role];

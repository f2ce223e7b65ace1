import { join } from "node:path";
import { packageRoot } from "../../src/common/package_root.ts";
import type { Plugin } from "../../src/engines/xla/plugins.ts";
import type { Arithmetic } from "./cards.ts";
import type { ExpSide } from "./exp_steps.ts";

/** A training step: `MODEL/SIZE/BATCH`. */
export interface Case {
  name: string;
  model: string;
  imageSize: number;
  batchSize: number;
}

export function caseOf(name: string): Case {
  const [model, imageSize, batchSize] = name.split("/");
  if (!/^resnet\d+\/\d+\/\d+$/.test(name)) throw new Error(`\`${name}\` is no case: write MODEL/SIZE/BATCH, such as resnet34/224/64`);
  return { name, model, imageSize: Number(imageSize), batchSize: Number(batchSize) };
}

export interface Setting {
  plugin: Plugin;
  addon: string;
  /** What starts this program, and the folder of compiled programs. */
  main: string;
  cache: string;
  /** Pythons that have PyTorch and JAX. */
  torch: string;
  jax: string;
  device: "cuda" | "cpu";
}

/** Who runs a case. */
export interface Row {
  name: string;
  title: string;
  /** What it computes in on a graphics card. */
  arithmetic: Arithmetic;
  /** What its Python has to import; exp's own rows need none. */
  needs?: readonly string[];
  command(of: Case, setting: Setting): { program: string; words: string[]; env?: Record<string, string> };
}

const peers = join(packageRoot, "bench", "peers");

const exp =
  (how: Pick<ExpSide, "precision" | "ahead" | "input">): Row["command"] =>
  ({ model, imageSize, batchSize }, { plugin, addon, main, cache }) => {
    const side: ExpSide = { plugin, addon, model, imageSize, batchSize, cache, images: join(packageRoot, "experiments", "pets"), ...how };
    return { program: process.execPath, words: [main, "exp-steps", JSON.stringify(side)] };
  };

const torch =
  (how: string): Row["command"] =>
  ({ model, imageSize, batchSize }, { torch, device }) => ({
    program: torch,
    words: [join(peers, "torch_steps.py"), "train", model, `${imageSize}`, `${batchSize}`, how, device],
  });

const jax =
  (precision: string): Row["command"] =>
  ({ model, imageSize, batchSize }, { jax, device }) => ({
    program: jax,
    words: [join(peers, "jax_steps.py"), "train", model, `${imageSize}`, `${batchSize}`, precision],
    env: { JAX_PLATFORMS: device },
  });

const needsTorch = ["torch", "torchvision"];

/** The first is what all others are measured against. */
export const rows: readonly Row[] = [
  {
    name: "exp",
    title: "exp xla, bf16",
    arithmetic: "bfloat16",
    command: exp({ precision: "bfloat16", ahead: 2, input: "resident" }),
  },
  {
    name: "exp-awaited",
    title: "exp xla, bf16, each loss awaited",
    arithmetic: "bfloat16",
    command: exp({ precision: "bfloat16", ahead: 1, input: "resident" }),
  },
  {
    name: "exp-loader",
    title: "exp xla, bf16, cached images",
    arithmetic: "bfloat16",
    command: exp({ precision: "bfloat16", ahead: 2, input: "loader" }),
  },
  { name: "exp-f32", title: "exp xla, f32", arithmetic: "tf32", command: exp({ precision: "float32", ahead: 2, input: "resident" }) },
  // fastai's learner computes as PyTorch does where nothing is said.
  { name: "torch-f32", title: "PyTorch eager, f32", arithmetic: "tf32", needs: needsTorch, command: torch("default") },
  { name: "torch-exact", title: "PyTorch eager, f32, no TF32", arithmetic: "float32", needs: needsTorch, command: torch("exact") },
  {
    name: "torch-bf16",
    title: "PyTorch channels_last, bf16",
    arithmetic: "bfloat16",
    needs: needsTorch,
    command: torch("channels_last+bf16"),
  },
  {
    name: "torch-compile",
    title: "PyTorch channels_last, bf16, compiled",
    arithmetic: "bfloat16",
    needs: needsTorch,
    command: torch("channels_last+bf16+compile"),
  },
  { name: "jax", title: "JAX, bf16", arithmetic: "bfloat16", needs: ["jax"], command: jax("bf16") },
];

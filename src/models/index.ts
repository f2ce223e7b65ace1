import { type HeadOptions, withHead } from "./head.ts";
import type { Body, Model } from "./model.ts";
import { resnet } from "./resnet/index.ts";

/** A published set of weights. The eight digits at the end of the name begin the file's SHA-256. */
export interface Published {
  file: string;
  bytes: number;
}
interface ModelRow {
  doc: string;
  /** Its network without a head. */
  build(): Body;
  /** torchvision's IMAGENET1K_V1, which fastai uses; null if no weights are published. */
  published: Published | null;
  /** How it compares with `defaultModel`, where `exp init` proposes it too. */
  compared?: string;
}

export const models = {
  resnet18: {
    doc: "Residual network of 18 layers, 11 million parameters: the quickest.",
    build: resnet({ block: "basic", stem: "imagenet", layers: [2, 2, 2, 2] }),
    published: { file: "resnet18-f37072fd.pth", bytes: 46830571 },
    compared: "quicker",
  },
  resnet34: {
    doc: "Residual network of 34 layers, 21 million parameters: fastai's first choice.",
    build: resnet({ block: "basic", stem: "imagenet", layers: [3, 4, 6, 3] }),
    published: { file: "resnet34-b627a593.pth", bytes: 87319819 },
  },
  resnet50: {
    doc: "Residual network of 50 layers with bottlenecks, 24 million parameters.",
    build: resnet({ block: "bottleneck", stem: "imagenet", layers: [3, 4, 6, 3] }),
    published: { file: "resnet50-0676ba61.pth", bytes: 102530333 },
    compared: "slower and often better",
  },
  resnet101: {
    doc: "Residual network of 101 layers with bottlenecks, 43 million parameters.",
    build: resnet({ block: "bottleneck", stem: "imagenet", layers: [3, 4, 23, 3] }),
    published: { file: "resnet101-63fe2227.pth", bytes: 178793939 },
  },
  resnet152: {
    doc: "Residual network of 152 layers with bottlenecks, 58 million parameters.",
    build: resnet({ block: "bottleneck", stem: "imagenet", layers: [3, 8, 36, 3] }),
    published: { file: "resnet152-394f9c45.pth", bytes: 241627721 },
  },
  resnet20: {
    doc: "Residual network of 20 layers for small images, about 32 px; 0.3 million parameters in its body. No weights are published.",
    build: resnet({ block: "basic", stem: "cifar", layers: [3, 3, 3] }),
    published: null,
  },
} as const satisfies Record<string, ModelRow>;

export type ModelName = keyof typeof models;

/** The model that `exp init` takes by default. */
export const defaultModel: ModelName = "resnet34";

/** The models that `exp init` proposes beside the default, and how they compare with it. */
export const comparedModels = Object.entries<ModelRow>(models).flatMap(([name, { compared }]) => (compared ? [{ name, compared }] : []));

/** The published weights of a model, where there are some. */
export const publishedOf = (name: string): Published | null => models[name as ModelName]?.published ?? null;

/** Throws where no model has that name; the check has said so before. */
export function createModel(name: string, options: HeadOptions): Model {
  const row = models[name as ModelName];
  if (row === undefined) throw new Error(`no model is named ${name}`);
  return withHead(name, row.build(), options);
}

import type { Graph } from "../graph.ts";
import { constantFolding } from "./constant_folding.ts";
import { deadCode } from "./dead_code.ts";
import { foldBatchNorm } from "./fold_batch_norm.ts";
import { fuseBatchNorm } from "./fuse_batch_norm.ts";

export type GraphPass = (graph: Graph) => Graph;

/** In this order. Folding applies only where batch norm uses given statistics, that is in evaluation. */
export const passes = [constantFolding, deadCode, fuseBatchNorm, foldBatchNorm, constantFolding, deadCode] satisfies GraphPass[];

/** The same results in fewer, cheaper nodes. */
export const optimize = (graph: Graph): Graph => passes.reduce<Graph>((g, pass) => pass(g), graph);

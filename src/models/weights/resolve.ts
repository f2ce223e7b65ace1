import { access } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { packageRoot } from "../../common/package_root.ts";
import type { ModelSpec } from "../../program/program.ts";
import { publishedOf } from "../index.ts";
import { byHand, cachedPath, isCached, urlOf, whyUnreachable } from "./download.ts";
import type { WeightsSource } from "./source.ts";

const warning =
  "the published weights are not available, so training starts from exp's own small ones: trained on drawn shapes and textures, they know far less than those of ImageNet";

/**
 * Where the starting weights of a model come from: the file that is named, else the cache, the published file, exp's own small weights.
 * Reads none of them; asks the server only where the cache has no file, unless `offline`, and for at most some seconds. Throws a `Failure` if there are none.
 */
export async function resolvePretrained({ name, pretrained }: ModelSpec, { offline = false } = {}): Promise<WeightsSource> {
  if (pretrained === false) return { kind: "random" };
  if (pretrained.from !== null) return { kind: "file", path: pretrained.from };
  const published = publishedOf(name);
  if (published === null)
    throw new Failure("data", `no weights of ${name} are published`, 'write `pretrained from "FILE"`, or leave `pretrained` out');
  if (await isCached(published)) return { kind: "cached", path: cachedPath(published), name: published.file };
  const unreachable = offline ? null : await whyUnreachable(published);
  if (unreachable === null) return { kind: "published", url: urlOf(published), name: published.file, bytes: published.bytes };
  const bundled = join(packageRoot, "weights", `${name}.safetensors`);
  if (await exists(bundled)) return { kind: "bundled", path: bundled, warning };
  throw new Failure(
    "data",
    `the published weights of ${name} are neither in the cache nor within reach: ${unreachable}`,
    byHand(published),
  );
}

const exists = (file: string): Promise<boolean> =>
  access(file).then(
    () => true,
    () => false,
  );

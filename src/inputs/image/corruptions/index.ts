import { key, purpose } from "../../../common/random.ts";
import { blur } from "./blur.ts";
import { toBytes, toFloats } from "./bytes.ts";
import type { Corruption, Family, Severity } from "./corruption.ts";
import { digital } from "./digital.ts";
import { noise } from "./noise.ts";
import { weather } from "./weather.ts";

/**
 * The corruptions of Hendrycks and Dietterich, "Benchmarking Neural Network Robustness to Common Corruptions and Perturbations" (2019), with the
 * parameters of their ImageNet-C; frost is left out, for it is made of photographs.
 */
export const corruptions = { ...noise, ...blur, ...weather, ...digital } satisfies Record<string, Corruption>;

export type CorruptionName = keyof typeof corruptions;
export const families: readonly Family[] = ["noise", "blur", "weather", "digital"];
export const familyOf = (name: string): Family => corruptions[name as CorruptionName].family;

/** A corruption at a severity. */
export interface AppliedCorruption {
  name: CorruptionName;
  severity: Severity;
}

/** Corrupts a square uint8 image: always in the same way for the same seed and image. */
export async function corrupt(
  data: Uint8Array,
  side: number,
  { name, severity }: AppliedCorruption,
  seed: number,
  image: number,
): Promise<Uint8Array> {
  const corruption: Corruption = corruptions[name];
  const random = key(seed, purpose.corrupt, corruption.stream, severity, image);
  const corrupted = await corruption.corrupt({ side, data: toFloats(data) }, severity, random);
  return toBytes(corrupted.data);
}

import { Failure } from "../../common/failure.ts";
import { requireFileAt } from "../../common/read_regular.ts";

/**
 * What one image may ask for at most. A few bytes of file can ask for gigabytes of memory, or hours: so the limits belong to whoever runs exp,
 * and are set in the environment, not in experiments, which may be a stranger's.
 */
export const limits = {
  /** More than nearly any camera makes. */
  pixels: { variable: "EXP_IMAGE_PIXELS", default: 2 ** 27, least: 1, most: 2 ** 31 },
  /** Seconds that decoding may take: some twenty times what an image of that many pixels takes on one core. */
  seconds: { variable: "EXP_IMAGE_SECONDS", default: 30, least: 1, most: 3600 },
  /** A TIFF of so many pixels, of four channels of 16 bits, without compression. */
  bytes: { variable: "EXP_IMAGE_BYTES", default: 2 ** 30, least: 1, most: 2 ** 40 },
  /** Memory of a process that draws SVGs, MiB: one of so many pixels takes 850 to 1,000. */
  mebibytes: { variable: "EXP_SVG_MEBIBYTES", default: 1536, least: 128, most: 2 ** 20 },
} as const;

/** Throws a `Failure` where the environment says what is no limit. */
export function limitOf(name: keyof typeof limits): number {
  const { variable, default: byDefault, least, most } = limits[name];
  const said = process.env[variable];
  if (said === undefined || said === "") return byDefault;
  const value = Number(said);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Failure("command line", `${variable} is \`${said}\``, `give a whole number of ${name}, from ${least} to ${most}`);
}

/** What an Error says of a file that has more bytes than an image may have. */
export const tooManyBytes = "more bytes than an image may have";

/** Throws an Error where what is at a path is no file, or has more bytes than an image may have: a decoder may look through all of them. */
export function requireImageFile(path: string): void {
  if (requireFileAt(path).size > limitOf("bytes")) throw new Error(tooManyBytes);
}

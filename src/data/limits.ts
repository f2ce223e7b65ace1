import { Failure } from "../common/failure.ts";

/**
 * What one image may ask for at most. A few bytes of file can ask for gigabytes of memory, or hours: so the limits belong to whoever runs exp,
 * and are set in the environment, not in experiments, which may be a stranger's.
 */
export const limits = {
  /** More than nearly any camera makes. */
  pixels: { variable: "EXP_IMAGE_PIXELS", unsaid: 2 ** 27, least: 1, most: 2 ** 31 },
  /** Seconds that decoding may take: some twenty times what an image of that many pixels takes on one core. */
  seconds: { variable: "EXP_IMAGE_SECONDS", unsaid: 30, least: 1, most: 3600 },
} as const;

/** Throws a `Failure` where the environment says what is no limit. */
export function limitOf(name: keyof typeof limits): number {
  const { variable, unsaid, least, most } = limits[name];
  const said = process.env[variable];
  if (said === undefined || said === "") return unsaid;
  const value = Number(said);
  if (Number.isInteger(value) && value >= least && value <= most) return value;
  throw new Failure("command line", `${variable} is \`${said}\``, `give a whole number of ${name}, from ${least} to ${most}`);
}

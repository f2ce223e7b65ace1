/**
 * How shares and scores are rounded wherever people read them, so that a terminal, a page and a picture say the same of one number: none or all is only
 * said of what is so.
 */

/** `87 %`; with a decimal where it comes near to none or all: `3.4 %`, `99.7 %`, `> 99.9 %`. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.001) return "< 0.1 %";
  if (share > 0.999 && share < 1) return "> 99.9 %";
  const isNearEnd = (share > 0 && share < 0.0995) || (share > 0.995 && share < 1);
  return `${(100 * share).toFixed(isNearEnd ? 1 : 0)} %`;
}

/** Of how many others something lies beyond: rounded down, as no more than that is true. */
export function formatPercentile(share: number): string {
  // 0.57 times 100 is a little less than 57.
  const whole = Math.floor(100 * share + 1e-9);
  return whole === 0 && share > 0 ? "< 1 %" : `${whole} %`;
}

/** A score or a loss; what is below 1 is not rounded to 1. */
export function formatDecimals(value: number, digits: number): string {
  const text = value.toFixed(digits);
  return value < 1 && Number(text) === 1 ? (1 - 10 ** -digits).toFixed(digits) : text;
}

/** A learning rate: `2e-3`, `0.0125`. */
export function formatRate(rate: number): string {
  const short = Number(rate.toPrecision(3));
  return short === 0 || (short >= 0.01 && short < 1000) ? String(short) : short.toExponential().replace("e+", "e");
}

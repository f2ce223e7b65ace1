import * as rounding from "../common/rounding.ts";

/** Losses and metrics: four decimals; `not defined` where there is none, as roc_auc without an image of some class. */
export const formatScore = (value: number | null): string =>
  value === null || !Number.isFinite(value) ? "not defined" : rounding.formatDecimals(value, 4);

/** Not to be broken at the space. */
const unbroken = (text: string): string => text.replaceAll(" ", "\u00a0");

/** `87 %` */
export const formatShare = (share: number): string => unbroken(rounding.formatShare(share));
export const formatPercentile = (share: number): string => unbroken(rounding.formatPercentile(share));

/** Losses and metrics: four decimals; `not defined` where there is none, as roc_auc without an image of some class. */
export const formatScore = (value: number | null): string => (value === null || !Number.isFinite(value) ? "not defined" : value.toFixed(4));

/** `87 %`, not to be broken at the space; shares that are not whole never read as 0 % or 100 %. */
export function formatShare(share: number): string {
  if (share > 0 && share < 0.01) return "<\u00a01\u00a0%";
  return share > 0.99 && share < 1 ? ">\u00a099\u00a0%" : `${Math.round(share * 100)}\u00a0%`;
}

/** `1.4 GiB`, `83 MiB`: bytes for people, three figures. */
export function formatBytes(bytes: number): string {
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  const power = bytes < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  return `${figures(bytes / 1024 ** power)} ${units[power]}`;
}

/** `1.4 G`, `21.3 M`: counts for people, three figures; the unit (FLOP, parameters) follows. */
export function formatCount(count: number): string {
  const units = ["", "k", "M", "G", "T", "P", "E"];
  const power = count < 1000 ? 0 : Math.min(units.length - 1, Math.floor(Math.log10(count) / 3));
  return power === 0 ? String(Math.round(count)) : `${figures(count / 1000 ** power)} ${units[power]}`;
}

/** `0.4 s`, `45 s`, `3 min 20 s`, `2 h 5 min`. */
export function formatSeconds(seconds: number): string {
  if (seconds < 9.95) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min${whole % 60 ? ` ${whole % 60} s` : ""}`;
  const minutes = Math.round(whole / 60);
  return `${Math.floor(minutes / 60)} h${minutes % 60 ? ` ${minutes % 60} min` : ""}`;
}

/** `1 epoch`, `2 epochs`, `2 classes`. */
export const plural = (count: number, one: string, many = `${one}s`): string => `${formatWhole(count)} ${count === 1 ? one : many}`;

/** `21,284,672`; Intl would take 4 ms to load. */
export const formatWhole = (count: number | string): string => String(count).replace(/\B(?=(\d{3})+$)/g, ",");

const figures = (x: number): string => (x < 9.995 ? x.toFixed(2) : x < 99.95 ? x.toFixed(1) : x.toFixed(0));

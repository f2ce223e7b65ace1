/** Milliseconds between two looks at the clock. */
const interval = 250;
/** What one look counts at most, milliseconds: a process that was stopped, or a machine that slept, for an hour was awake for a second of it. */
const most = 1000;

let total = 0;
let last = 0;
let looking: NodeJS.Timeout | null = null;

function look(): void {
  const now = performance.now();
  total += Math.min(now - last, most);
  last = now;
}

/** Milliseconds that this thread was awake since it first asked: time during which the process was stopped (Ctrl-Z, SIGSTOP) or the machine slept does not count. */
export function awakeNow(): number {
  if (looking === null) {
    last = performance.now();
    looking = setInterval(look, interval).unref();
  }
  look();
  return total;
}

/** Calls back after so many seconds awake, unless the function that is returned is called first. Keeps no process. */
export function afterAwake(seconds: number, callback: () => void): () => void {
  const begun = awakeNow();
  const wait = Math.min(interval, seconds * 1000);
  const timer = setInterval(() => {
    if (awakeNow() - begun < seconds * 1000) return;
    clearInterval(timer);
    callback();
  }, wait);
  timer.unref();
  return () => clearInterval(timer);
}

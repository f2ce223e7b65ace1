export function build(options?: { clean?: boolean }): Promise<void>;
export function workerEntries(): Promise<{ in: string; out: string }[]>;

export function build(options?: { clean?: boolean }): Promise<void>;

export const licences: readonly string[];
export function unknownIn(expression?: string): string[];

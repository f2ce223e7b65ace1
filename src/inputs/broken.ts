/** A file that cannot be used. */
export interface Broken {
  /** Absolute. */
  path: string;
  reason: string;
}

export interface Picture {
  png: Uint8Array;
  /** What it shows and how it was made, for people. */
  caption: string;
}

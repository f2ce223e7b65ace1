/** What `exp explain` tells of a code beside its `doc`: why it is a mistake and what to do, and one that is made and mended. */
export interface Explanation {
  means: string;
  /** What brings it about, and the same without it. What an experiment needs besides is left out, unless `isWhole`. */
  wrong: string;
  right: string;
  /** What is shown for a `wrong` that is long. */
  inShort?: string;
  /** Whether the examples are whole files. */
  isWhole?: true;
  /** Files beside the examples that do not hold what one expects. */
  beside?: Readonly<Record<string, string>>;
  /** Variables of the environment. */
  environment?: Readonly<Record<string, string>>;
}

/** What `exp explain` prints of a code after its `doc`: why it is a mistake, what to do, and an example with and without it. */
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

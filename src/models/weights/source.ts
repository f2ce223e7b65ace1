/** Where the weights come from that a model starts with. */
export type WeightsSource =
  | { kind: "random" }
  /** `notes`: what loading it warns of. */
  | { kind: "file"; path: string; notes?: string[] }
  | { kind: "cached"; path: string; name: string }
  | { kind: "published"; url: string; name: string; bytes: number }
  /** exp's own small weights, with the warning that says what they are. */
  | { kind: "bundled"; path: string; warning: string };

import { dirname, resolve } from "node:path";
import type { Statement, Value } from "../../language/ast.ts";
import { experimentAt, namesAt, type VisibleName } from "../../language/names.ts";
import type { Analysed } from "../analysed.ts";

/** What the rest of a file has to say on a place in it. */
export interface Known {
  /** Paths begin here. */
  folder: string;
  /** The names of `let`s, with what they stand for. */
  names: readonly VisibleName[];
  experiments: readonly string[];
  /** The model in effect, and the folder of the data. */
  model: string | null;
  data: string | null;
}

export function knownAt(analysed: Analysed, offset: number): Known {
  const analysis = analysed.recent;
  const { gathered } = analysis;
  const folder = dirname(analysed.file);
  const experiment = experimentAt(analysis, analysed.file, offset);
  const own = gathered.experiments.find(({ name }) => name.name === experiment);
  const items = [...gathered.items, ...(own?.items ?? [])];
  const last = (name: string): Statement | undefined => items.findLast(({ kind }) => kind.name === name)?.statement;
  const [name, , , path] = last("data")?.values ?? [];
  const written = textOf(path) ?? textOf(name);
  return {
    folder,
    names: namesAt(analysis, analysed.file, offset),
    experiments: gathered.experiments.map(({ name }) => name.name).filter(name => name !== experiment),
    model: textOf(last("model")?.values[0]) ?? null,
    data: written === undefined ? null : resolve(folder, written),
  };
}

const textOf = (value: Value | undefined): string | undefined =>
  value?.kind === "word" ? value.name : value?.kind === "text" ? value.text : undefined;

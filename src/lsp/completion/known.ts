import { dirname, resolve } from "node:path";
import type { Expression, Statement } from "../../language/ast.ts";
import type { Item } from "../../language/collect.ts";
import { evaluationData } from "../../language/evaluation_data.ts";
import { experimentAt, namesAt, type VisibleName } from "../../language/names.ts";
import type { StatementKind } from "../../statements/statement.ts";
import type { Analyzed } from "../analyzed.ts";

/** What the rest of a file has to say on a place in it. */
export interface Known {
  /** Paths begin here. */
  folder: string;
  /** The names of `let`s, with their values. */
  names: readonly VisibleName[];
  experiments: readonly string[];
  /** The names of all data. */
  sets: readonly string[];
  /** The model in effect, and the folder of the data. */
  model: string | null;
  data: string | null;
  /** The table that its labels come from. */
  table: string | null;
  /** Statements that are allowed once, and are elsewhere already. */
  given: ReadonlySet<string>;
}

const once: readonly StatementKind["role"][] = ["data", "model", "setting"];

export function knownAt(analyzed: Analyzed, offset: number): Known {
  const { analysis } = analyzed;
  const { collected } = analysis;
  const folder = dirname(analyzed.file);
  const experiment = experimentAt(analysis, analyzed.file, offset);
  const own = collected.experiments.find(({ name }) => name.name === experiment);
  const items = [...collected.items, ...(own?.items ?? [])];
  // Data that is only evaluated is not in effect.
  const evaluated = evaluationData(items);
  const last = (name: string): Statement | undefined => items.findLast(item => item.kind.name === name && !evaluated.has(item))?.statement;
  const [name, , , path] = last("data")?.values ?? [];
  const written = textOf(path) ?? textOf(name);
  const isElsewhere = ({ statement: { span }, source }: Item) => source.file !== analyzed.file || offset < span.start || span.end < offset;
  const layer = own?.items ?? collected.items;
  return {
    folder,
    names: namesAt(analysis, analyzed.file, offset),
    experiments: collected.experiments.map(({ name }) => name.name).filter(name => name !== experiment),
    sets: items.flatMap(({ kind, statement }) => (kind.role === "data" ? (textOf(statement.values[0]) ?? []) : [])),
    model: textOf(last("model")?.values[0]) ?? null,
    data: written === undefined ? null : resolve(folder, written),
    table: tableOf(last("data")),
    given: new Set(layer.filter(item => once.includes(item.kind.role) && isElsewhere(item)).map(({ kind }) => kind.name)),
  };
}

/** `labels from csv "labels.csv"` */
function tableOf(data: Statement | undefined): string | null {
  const options = [...(data?.clauses ?? []), ...(data?.block?.clauses ?? [])];
  const [, how, table] = options.findLast(({ name }) => name?.name === "labels")?.values ?? [];
  return (textOf(how) === "csv" && textOf(table)) || null;
}

const textOf = (value: Expression | undefined): string | undefined =>
  value?.kind === "word" ? value.name : value?.kind === "text" ? value.text : undefined;

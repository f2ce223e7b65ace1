import { basename } from "node:path";
import { sum } from "../../common/sum.ts";
import { formatSeconds } from "../../common/units.ts";
import { corruptionTables } from "../../events/corruption_tables.ts";
import type { EvaluatedCorruptedEvent } from "../../events/evaluated_corrupted.ts";
import type { EvaluatedOnEvent } from "../../events/evaluated_on.ts";
import { eventKind } from "../../events/index.ts";
import { corruptions } from "../../inputs/image/corruptions/index.ts";
import type { Plan } from "../../plan/plan.ts";
import { formatScore } from "../../report/numbers.ts";
import type { RunRecord } from "../../report/record.ts";
import { metrics as metricTable } from "../../tasks/metrics.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";

/** What results are of, in the order in which they are shown. */
const subjects = ["losses", "metrics", "calibration", "other data", "corrupted images", "cost"] as const;

/** Something that came out of a run, as a number. */
export interface Result {
  of: (typeof subjects)[number];
  name: string;
  value: number;
  /** Which values are the better ones; null where none is. */
  better: "greater" | "less" | null;
  text(value: number): string;
}

export interface ResultRow extends Omit<Result, "value"> {
  /** Of each run; undefined where it has none. */
  values: (number | undefined)[];
  /** Undefined where no value is better than another. */
  best: number | undefined;
}

/** Whether runs are of the same images, however these are split: else no result of one is better than that of another. */
export function areOfSameData(plans: readonly Plan[]): boolean {
  const data = plans.map(plan => {
    const { rows } = taskPlanOf(plan).counted(plan.data);
    return JSON.stringify([basename(plan.data.folder), rows.map(({ name, train, valid }) => [name, train + valid])]);
  });
  return new Set(data).size <= 1;
}

/** The results of several runs, a row for each that any of them has. */
export function compareResults(records: readonly RunRecord[]): ResultRow[] {
  const isFair = areOfSameData(records.map(({ plan }) => plan));
  const results = records.map(record => new Map(resultsOf(record).map(result => [`${result.of} ${result.name}`, result])));
  const named = new Map(results.flatMap(each => [...each]));
  const rows = [...named].map(([key, { value: _, ...result }]): ResultRow => {
    const values = results.map(each => each.get(key)?.value);
    return { ...result, values, best: isFair ? bestOf(result.better, values) : undefined };
  });
  return subjects.flatMap(subject => rows.filter(row => row.of === subject));
}

function bestOf(better: Result["better"], values: readonly (number | undefined)[]): number | undefined {
  const defined = values.filter((value): value is number => value !== undefined && Number.isFinite(value));
  if (better === null || defined.length < 2 || defined.every(value => value === defined[0])) return undefined;
  return better === "greater" ? Math.max(...defined) : Math.min(...defined);
}

/** The last value of each score, and what the run took. */
function resultsOf(record: RunRecord): Result[] {
  const { epoch: epochs, evaluated, evaluated_on, evaluated_corrupted, finished } = record.events;
  const last = scoresInOrder(record).at(-1);
  const calibration = evaluated.at(-1)?.detail?.calibration.error;
  return [
    ...(epochs.length > 0 ? [loss("training loss", epochs.at(-1)!.trainLoss)] : []),
    ...(last ? [loss("validation loss", last.loss)] : []),
    ...Object.entries(lastMetrics(record)).map(([metric, value]) => score("metrics", metric, metric, value)),
    ...(calibration === undefined ? [] : [{ ...loss("calibration error", calibration), of: "calibration" } as const]),
    ...evaluated_on.flatMap(onAnotherDataSet),
    ...evaluated_corrupted.flatMap(onCorrupted),
    ...(epochs.length > 0
      ? [
          { of: "cost", name: "epochs", value: epochs.length, better: null, text: String } as const,
          cost("time of training", sum(epochs.map(({ seconds }) => seconds))),
        ]
      : []),
    ...finished.slice(-1).map(({ seconds }) => cost("time in all", seconds)),
  ];
}

/** The last value of each metric on the validation images, whether an epoch or `evaluate` gave it. */
const lastMetrics = (record: RunRecord): Record<string, number> =>
  Object.assign({}, ...scoresInOrder(record).map(({ metrics }) => metrics));

/** What was found on the validation images; of a step its epochs come before its evaluation. */
const scoresInOrder = (record: RunRecord): { loss: number; metrics: Record<string, number> }[] =>
  Object.values(record.events)
    .flat()
    .flatMap(event => {
      const scores = eventKind(event.event)?.scores?.(event);
      return scores && "step" in event ? [{ step: event.step, ...scores }] : [];
    })
    .sort((a, b) => a.step - b.step);

const onAnotherDataSet = ({ name, loss, metrics, domain: { outOfDomain, auroc } }: EvaluatedOnEvent): Result[] => [
  ...(loss === null || Number.isNaN(loss) ? [] : [score("other data", `${name}: loss`, null, loss)]),
  ...Object.entries(metrics).map(([metric, value]) => score("other data", `${name}: ${metric}`, metric, value)),
  ...(outOfDomain
    ? Object.entries(auroc).map(([by, value]) => ({
        ...score("other data", `${name}, out of domain: AUROC by ${by}`, null, value ?? Number.NaN),
        better: "greater" as const,
      }))
    : []),
];

/** Means are of what was done to the images: where that is not all, it is said, for other means are not comparable. */
function onCorrupted(event: EvaluatedCorruptedEvent): Result[] {
  const isAll = event.rows.length === Object.keys(corruptions).length;
  const by = isAll ? "" : ` by ${event.rows.map(({ corruption }) => corruption).join(", ")}`;
  return corruptionTables(event).map(({ metric, mean }) =>
    score("corrupted images", `corrupted images${by}: mean ${metric}`, metric, mean),
  );
}

/** `metric` says which values are better; null for a loss. */
const score = (of: Result["of"], name: string, metric: string | null, value: number): Result => ({
  ...{ of, name, value, text: formatScore },
  better: metric !== null && isAscending(metric) ? "greater" : "less",
});
const loss = (name: string, value: number): Result => score("losses", name, null, value);
const cost = (name: string, value: number): Result => ({ of: "cost", name, value, better: "less", text: formatSeconds });

/** `top_k_accuracy_3` carries its k. */
const isAscending = (metric: string): boolean =>
  Object.entries(metricTable).find(([name]) => metric === name || metric.startsWith(`${name}_`))?.[1].ascending ?? false;

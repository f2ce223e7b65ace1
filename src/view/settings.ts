import { formatWhole } from "../common/units.ts";
import type { Plan, PlanStep } from "../plan/plan.ts";
import { deviceText, formatRate, scheduleText, weightsLine } from "../plan/print.ts";
import { metricLabel } from "../run/steps/evaluated.ts";

/** What decided a run, by its name, as a person reads it; in the order of the plan. */
export function settingsOf(plan: Plan): Map<string, string> {
  const { data, model, engine, values } = plan;
  const augment = data.augment ? Object.entries(data.augment) : [];
  return new Map<string, string>([
    ["model", model.name],
    ["weights", weightsLine(model.weights, path => path)],
    ["seed", String(plan.seed)],
    ["data", data.name],
    ["data folder", data.folder],
    ["classes", String(data.classes.length)],
    ["training images", formatWhole(data.train.length)],
    ["validation images", formatWhole(data.valid.length)],
    ["image size", `${data.imageSize} px`],
    ["resize", data.resize],
    ["presize", data.presize === null ? "none" : `${data.presize} px`],
    ["augment", data.augment ? "yes" : "no"],
    ...augment.map(([option, value]) => [`augment ${option}`, String(value)] as const),
    ["batch size", String(data.batchSize)],
    ...values.map(({ name, value }) => [`let ${name}`, value] as const),
    ...plan.steps.flatMap((step, i) => stepSettings(step, `step ${i + 1}`)),
    ["engine", `${engine.name} ${engine.version}`],
    ["device", deviceText(engine)],
    ["exact", engine.exact ? "on" : "off"],
    ["precision", engine.precision ?? "what suits the device"],
  ]);
}

function stepSettings(step: PlanStep, name: string): [string, string][] {
  if (!("phases" in step)) return [[name, oneLine(step)]];
  return [
    [name, [step.kind, ...step.metrics.map(metricLabel)].join(" ")],
    [`${name} weight decay`, String(step.weightDecay)],
    [`${name} dropout`, String(step.dropout)],
    ...step.phases.flatMap(({ name: phase, epochs, learningRates, schedule }): [string, string][] => [
      [`${name} ${phase}, epochs`, String(epochs)],
      [`${name} ${phase}, learning rates`, learningRates.map(formatRate).join(" ")],
      [`${name} ${phase}, schedule`, scheduleText(schedule)],
    ]),
  ];
}

/** A step that does not train: its kind and what it is given. */
function oneLine({ kind, ...given }: PlanStep): string {
  const words = Object.entries(given).map(([key, value]) => `${key} ${typeof value === "object" ? JSON.stringify(value) : value}`);
  return [kind, ...words].join(" ");
}

export interface SettingRow {
  name: string;
  /** Of each run; null where it has none. */
  values: (string | null)[];
}

/** The settings of several runs: those that differ, and those that are the same in all. */
export function compareSettings(plans: readonly Plan[]): { differing: SettingRow[]; same: SettingRow[] } {
  const settings = plans.map(settingsOf);
  const names = [...new Set(settings.flatMap(each => [...each.keys()]))];
  const rows = names.map(name => ({ name, values: settings.map(each => each.get(name) ?? null) }));
  const isSame = ({ values }: SettingRow): boolean => values.every(value => value === values[0]);
  return { differing: rows.filter(row => !isSame(row)), same: rows.filter(isSame) };
}

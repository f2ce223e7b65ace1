import { dirname, relative } from "node:path";
import { formatWhole } from "../../common/units.ts";
import { visible } from "../../common/words.ts";
import type { Plan } from "../../plan/plan.ts";
import { deviceText, weightsLine } from "../../plan/print.ts";
import type { ShowPath } from "../../steps/step.ts";
import { taskPlanOf } from "../../tasks/plan/index.ts";
import { stepSettings } from "./steps.ts";

type Settings = Map<string, string>;

/** What decided a run before its first step, by its name, as a person reads it; in the order of the plan. */
function settingsBefore(plan: Plan, place: ShowPath): Settings {
  const { data, model, seed, values } = plan;
  const { several, rows } = taskPlanOf(plan).counted(data);
  const augment = data.augment ? Object.entries(data.augment) : [];
  return new Map<string, string>([
    ["model", model.name],
    ["weights", weightsLine(model.weights, place)],
    ["seed", String(seed)],
    ["data", data.name],
    ["data folder", place(data.folder)],
    [several, String(rows.length)],
    ["training images", formatWhole(data.train.length)],
    ["validation images", formatWhole(data.valid.length)],
    ["image size", `${data.imageSize} px`],
    ["resize", data.resize],
    ["presize", data.presize === null ? "none" : `${data.presize} px`],
    ["augment", data.augment ? "yes" : "no"],
    ...augment.map(([option, value]) => [`augment ${option}`, String(value)] as const),
    ["batch size", String(data.batchSize)],
    ...values.map(({ name, value }) => [`let ${name}`, value] as const),
  ]);
}

const settingsBehind = ({ engine }: Plan): Settings =>
  new Map<string, string>([
    ["engine", `${engine.name} ${engine.version}`],
    ["device", deviceText(engine)],
    ["exact", engine.exact ? "on" : "off"],
    ["precision", engine.precision ?? "what suits the device"],
  ]);

export interface SettingRow {
  name: string;
  /** Of each run; null where it has none. */
  values: (string | null)[];
}

/** The settings of several runs: those that differ, and those that are the same in all. Steps stand beside those of their kind, in their order. */
export function compareSettings(plans: readonly Plan[]): { differing: SettingRow[]; same: SettingRow[] } {
  const place = placeFor(plans);
  const rows = [plans.map(plan => settingsBefore(plan, place)), ...stepSettings(plans, place), plans.map(settingsBehind)].flatMap(rowsOf);
  const isSame = ({ values }: SettingRow): boolean => values.every(value => value === values[0]);
  return { differing: rows.filter(row => !isSame(row)), same: rows.filter(isSame) };
}

function rowsOf(settings: readonly Settings[]): SettingRow[] {
  const names = new Set(settings.flatMap(each => [...each.keys()]));
  return [...names].map(name => ({ name, values: settings.map(each => each.get(name) ?? null) }));
}

/** Paths as seen from the folder of the experiments; whole where these lie in several, for the same words would not mean the same there. */
function placeFor(plans: readonly Plan[]): ShowPath {
  const folders = new Set(plans.map(({ file }) => dirname(file)));
  const [folder] = folders;
  return path => {
    const near = relative(folder, path);
    return visible(folders.size > 1 || near.startsWith("..") ? path : near || ".");
  };
}

import type { Collected, Experiment, Item, Layer } from "./collect.ts";
import { evaluationData } from "./evaluation_data.ts";

/** An experiment with the statements outside all braces, those of its parents and its own. */
export interface ResolvedExperiment {
  /** Null if the file is one experiment. */
  experiment: Experiment | null;
  items: Item[];
  /** From outside all braces, through the parents, to the experiment's own. */
  layers: Layer[];
  /** Whether another experiment is like it: then it may be incomplete. */
  isParent: boolean;
}

/** Resolves the experiments of a file, in its order. */
export function resolveExperiments(collected: Collected): ResolvedExperiment[] {
  const { experiments } = collected;
  if (experiments.length === 0) return [{ experiment: null, items: collected.items, layers: [collected], isParent: false }];
  const byName: ByName = new Map(experiments.map(experiment => [experiment.name.name, experiment]));
  reportUnknownParents(experiments, byName);
  const parents = new Set(experiments.map(({ parent }) => parent?.name));
  return experiments.map(experiment => {
    const layers = [collected, ...lineOf(experiment, byName)];
    const items = layers.reduce((items: Item[], layer) => inherit(items, layer.items), []);
    return { experiment, layers, items, isParent: parents.has(experiment.name.name) };
  });
}

type ByName = Map<string, Experiment>;

function reportUnknownParents(experiments: readonly Experiment[], byName: ByName): void {
  for (const { name, parent, source } of experiments) {
    if (!parent || byName.has(parent.name)) continue;
    const names = [...byName.keys()].filter(other => other !== name.name);
    source.report("unknown-experiment", parent.span, { name: parent.name, names });
  }
  const reported = new Set<Experiment>();
  for (const experiment of experiments) {
    const line = lineOf(experiment, byName);
    const last = line[0].parent?.name;
    // A line that ends before its beginning has come round.
    const at = line.findIndex(({ name }) => name.name === last);
    if (at < 0 || reported.has(line[at])) continue;
    for (const member of line) reported.add(member);
    const cycle = line.slice(0, at + 1).reverse();
    const names = [...cycle, cycle[0]].map(({ name }) => name.name);
    cycle[0].source.report("cyclic-experiment", (cycle[0].parent ?? cycle[0].name).span, { names });
  }
}

/** An experiment behind those that it is like, the first of them first. */
function lineOf(experiment: Experiment, byName: ByName): Experiment[] {
  const line = new Set([experiment]);
  for (let { parent } = experiment; parent; ) {
    const next = byName.get(parent.name);
    if (!next || line.has(next)) break;
    line.add(next);
    parent = next.parent;
  }
  return [...line].reverse();
}

const isStep = ({ kind }: Item): boolean => kind.role === "step" || kind.role === "training";

/** An experiment's own steps replace all inherited steps. Any other statement of its own replaces the inherited one of its kind. */
function inherit(inherited: readonly Item[], own: readonly Item[]): Item[] {
  const evaluated = evaluationData([...inherited, ...own]);
  const replaced = (item: Item) => own.some(other => other.kind === item.kind && !evaluated.has(other));
  const kept = inherited.filter(item => !isStep(item) && (evaluated.has(item) || !replaced(item)));
  return own.some(isStep) ? [...kept, ...own] : [...kept, ...own, ...inherited.filter(isStep)];
}

import { formatShape, sameShape } from "../../common/tensor.ts";
import { plural } from "../../common/units.ts";
import { createModel, models } from "../index.ts";
import type { Model, Parameter } from "../model.ts";
import type { ByteFile } from "./byte_file.ts";
import { torchShape } from "./layout.ts";
import type { StateDict, StoredTensor } from "./state_dict.ts";

/** How a file may name the parameters of a model. */
type Dialect = (parameter: string) => string;

/** fastai's learner is `Sequential(body, head)`, and its body the children of torchvision's resnet, by position. */
const fastaiBody: Record<string, string> = { conv1: "0", bn1: "1", layer1: "4", layer2: "5", layer3: "6", layer4: "7" };
/** `create_head`: pooling 0, flatten 1, batch norm 2, dropout 3, linear 4, relu 5, batch norm 6, dropout 7, linear 8. */
const fastaiHead: Record<string, string> = { bn1: "2", linear1: "4", bn2: "6", linear2: "8" };

const dialects: Record<"torchvision" | "fastai", Dialect> = {
  /** exp's own files too, whose head is `head.…`. */
  torchvision: parameter => parameter,
  fastai: parameter => {
    const [first, second, ...rest] = parameter.split(".");
    if (first === "head") return ["1", fastaiHead[second], ...rest].join(".");
    return ["0", fastaiBody[first], second, ...rest].join(".");
  },
};

/** What torch's wrappers put before every name. */
const wrappers = /^(module|_orig_mod)\./;

/** Of the last group. */
export const isHead = (model: Model, { group }: Parameter): boolean => group === model.groups.length - 1;

export interface Assignment {
  /** By the parameter's own name. */
  found: Map<string, StoredTensor>;
  /** What to tell about the head: that it starts fresh, or is taken on trust. */
  note: string | null;
}

/**
 * Finds each parameter of a model in a file, by torchvision's, fastai's or exp's own names. The body must be there, in the right shapes: a
 * `Failure` says what is missing, and which model fits. A head for other classes, or none, is left out and told. `classes` are those to
 * tell apart, in order; where they are unsaid, a head is taken that has the right shapes.
 */
export function assign(model: Model, file: ByteFile, { tensors, metadata }: StateDict, classes?: readonly string[]): Assignment {
  const named = new Map([...tensors].map(([name, tensor]) => [name.replace(wrappers, ""), tensor]));
  const body = model.parameters.filter(p => !isHead(model, p));
  const nameOf = dialectOf(body, named);
  const misfits = misfitsOf(body, named, nameOf);
  if (misfits.length > 0) throw unfit(model, file, named, misfits);

  const head = model.parameters.filter(p => isHead(model, p));
  const headMisfits = misfitsOf(head, named, nameOf);
  const fits = headMisfits.length === 0;
  const { foreign, note } = fits && classes ? compareClasses(file, classesOf(metadata), classes) : { foreign: false, note: null };
  const taken = fits && !foreign ? model.parameters : body;
  const found = new Map(taken.map(({ name }) => [name, named.get(nameOf(name))!]));
  if (fits) return { found, note };
  const absent = headMisfits.length === head.length && headMisfits.every(({ there }) => there === undefined);
  const why = absent ? "has no head for this model" : `has another head (${describe(headMisfits[0])})`;
  return { found, note: `\`${file.path}\` ${why}: the head starts fresh` };
}

/** The classes that exp writes beside a head, in order; null where the file does not say. */
function classesOf({ classes = "" }: StateDict["metadata"]): string[] | null {
  try {
    const names: unknown = JSON.parse(classes);
    return Array.isArray(names) && names.every(name => typeof name === "string") ? names : null;
  } catch {
    return null;
  }
}

/** Whether a head of the right shapes is for other classes, or for the same in another order, and what to tell of it. */
function compareClasses({ path }: ByteFile, there: readonly string[] | null, here: readonly string[]) {
  if (there === null) {
    const trusted = "does not say which classes its head tells apart: they are taken to be those of the data, in the same order";
    return { foreign: false, note: `\`${path}\` ${trusted}` };
  }
  const other = here.findIndex((name, i) => name !== there[i]);
  if (other < 0 && there.length === here.length) return { foreign: false, note: null };
  const [mine, its] = [here[other], there[other]].map(name => (name === undefined ? "missing" : JSON.stringify(name.slice(0, 80))));
  return {
    foreign: true,
    note: `\`${path}\` has a head for other classes (class ${other + 1} is ${its} there, ${mine} here): the head starts fresh`,
  };
}

interface Misfit {
  /** As the file names it. */
  name: string;
  here: readonly number[];
  there?: readonly number[];
}

function misfitsOf(parameters: readonly Parameter[], named: ReadonlyMap<string, StoredTensor>, nameOf: Dialect): Misfit[] {
  return parameters
    .map(p => ({ name: nameOf(p.name), here: torchShape(p), there: named.get(nameOf(p.name))?.shape }))
    .filter(({ here, there }) => there === undefined || !sameShape(here, there));
}

/** The dialect in which the file has the most of these parameters. */
function dialectOf(parameters: readonly Parameter[], named: ReadonlyMap<string, unknown>): Dialect {
  const counts = Object.values(dialects).map(nameOf => ({
    nameOf,
    count: parameters.filter(({ name }) => named.has(nameOf(name))).length,
  }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).nameOf;
}

const describe = ({ name, here, there }: Misfit): string =>
  there === undefined ? `\`${name}\` is missing` : `\`${name}\` is ${formatShape(there)} there, ${formatShape(here)} here`;

function unfit(model: Model, file: ByteFile, named: ReadonlyMap<string, StoredTensor>, misfits: readonly Misfit[]) {
  const rest = misfits.length > 3 ? ` and ${plural(misfits.length - 3, "other")}` : "";
  const has = [...named].slice(0, 3).map(([name, { shape }]) => `\`${name}\` ${formatShape(shape)}`);
  const found = `it has ${plural(named.size, "tensor")}${has.length > 0 ? `: ${has.join(", ")}${named.size > 3 ? ", …" : ""}` : ""}`;
  const fitting = Object.keys(models).find(name => fits(name, named));
  const fix = fitting ? `these weights are of \`model ${fitting}\`` : "give weights with torchvision's, fastai's or exp's own names";
  return file.failure(`${model.name} does not fit: ${misfits.slice(0, 3).map(describe).join(", ")}${rest}; ${found}`, fix);
}

function fits(name: string, named: ReadonlyMap<string, StoredTensor>): boolean {
  const model = createModel(name, { classes: 2 });
  const body = model.parameters.filter(p => !isHead(model, p));
  return misfitsOf(body, named, dialectOf(body, named)).length === 0;
}

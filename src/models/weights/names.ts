import { formatShape, sameShape } from "../../common/tensor.ts";
import { plural } from "../../common/units.ts";
import { code, list } from "../../common/words.ts";
import { isHead } from "../head.ts";
import { createModel, type ModelName, models } from "../index.ts";
import type { Dialect, Model, Parameter } from "../model.ts";
import type { ByteFile } from "./byte_file.ts";
import type { CompareHead } from "./head_of_file.ts";
import { torchShape } from "./layout.ts";
import type { Dictionary, StateDict, StoredTensor } from "./state_dict.ts";

export interface Assignment {
  /** By the parameter's own name. */
  found: Map<string, StoredTensor>;
  /** What to tell: which of several weights are taken; that the head starts fresh, or is taken on trust. */
  notes: string[];
}

/**
 * Finds each parameter of a model in a file, by exp's own names or in one of the model's dialects, in whatever dictionary and under whatever prefix they
 * are. The body must be there, in the right shapes, and nothing more of a body beside it: a `Failure` says what is missing or left over, and
 * which model fits. A head that `compareHead` finds foreign, or none, is left out and told. By default a head
 * is taken that has the right shapes.
 */
export function assign(model: Model, file: ByteFile, contents: StateDict, compareHead?: CompareHead): Assignment {
  const [place, ...others] = placesOf(model, contents.dictionaries);
  if (!place || !isWhole(place)) throw unfit(model, file, contents, place);
  const { named, nameOf, body } = place;
  const rivals = others.filter(isWhole).map(nameOfPlace);
  const chosen =
    rivals.length > 0
      ? [
          `\`${file.path}\` has weights that fit in ${rivals.length + 1} places: those of ${code(nameOfPlace(place))} are taken, not of ${list(rivals)}`,
        ]
      : [];

  const head = model.parameters.filter(p => isHead(model, p));
  const headMisfits = misfitsOf(head, named, nameOf);
  const fits = headMisfits.length === 0;
  const { foreign, note } = fits && compareHead ? compareHead(file.path, contents.metadata) : { foreign: false, note: null };
  const taken = fits && !foreign ? model.parameters : body;
  const found = new Map(taken.map(({ name }) => [name, named.get(nameOf(name))!]));
  const told = fits ? note : `\`${file.path}\` ${otherHead(model, place, headMisfits)}: the head starts fresh`;
  return { found, notes: told === null ? chosen : [...chosen, told] };
}

/** Where in a file the body of a model may be. */
interface Place {
  path: string;
  prefix: string;
  /** What is there, by its name without the prefix. */
  named: ReadonlyMap<string, StoredTensor>;
  nameOf: Dialect;
  body: readonly Parameter[];
  misfits: readonly Misfit[];
  /** Names of what belongs to a body there, and not to that of the model: of deeper networks, and of other ones. */
  leftOver: readonly string[];
}

const isWhole = ({ misfits, leftOver }: Place): boolean => misfits.length === 0 && leftOver.length === 0;
const nameOfPlace = ({ path, prefix }: Pick<Place, "path" | "prefix">): string =>
  [path, prefix.slice(0, -1)].filter(Boolean).join(".") || "the file itself";

/** Of several that fit, as timm, DINO and MoCo mean their files to be used: the first is what their own scripts load. */
const preferred = /(^|[._])(ema|teacher|encoder_q)($|[._])/;
/** Places that are looked at closely, those with the most names of parameters. */
const mostPlaces = 8;

/** exp's own names, and so those of the library of a model, then those of other libraries. */
const dialectsOf = ({ dialects }: Model): Dialect[] => [parameter => parameter, ...Object.values(dialects)];

/** Where a body may be, the likeliest first; empty if nothing in the file has the name of a parameter. */
function placesOf(model: Model, dictionaries: readonly Dictionary[]): Place[] {
  const [body, head] = [false, true].map(wanted => model.parameters.filter(p => isHead(model, p) === wanted));
  const candidates = dialectsOf(model).flatMap(nameOf => {
    const [wanted, others] = [body, head].map(parameters => new Set(parameters.map(({ name }) => nameOf(name))));
    return dictionaries.flatMap(({ path, tensors }) =>
      votesIn(tensors, wanted, others).map(([prefix, votes]) => ({ path, prefix, tensors, nameOf, votes })),
    );
  });
  const likely = candidates.toSorted((a, b) => b.votes - a.votes).slice(0, mostPlaces);
  const places = likely.map(({ path, prefix, tensors, nameOf }) => placeAt(path, prefix, tensors, nameOf, body));
  const rank = (place: Place): number[] => [
    isWhole(place) ? 0 : 1,
    place.misfits.length,
    preferred.test(nameOfPlace(place)) ? 0 : 1,
    place.prefix.length,
  ];
  return places.toSorted((a, b) => {
    const [left, right] = [rank(a), rank(b)];
    const first = left.findIndex((value, i) => value !== right[i]);
    return first < 0 ? 0 : left[first] - right[first];
  });
}

/** What stands before names of parameters, ending in a dot or empty, and how often; names of the head stand for themselves. */
function votesIn(
  tensors: ReadonlyMap<string, unknown>,
  wanted: ReadonlySet<string>,
  head: ReadonlySet<string>,
): [prefix: string, votes: number][] {
  const votes = new Map<string, number>();
  const longest = Math.max(...[...wanted].map(name => name.length));
  for (const name of tensors.keys()) {
    if (head.has(name)) continue;
    // No parameter's name is longer, so no place before that counts.
    const earliest = name.length - longest;
    const starts = earliest <= 0 ? [0] : [];
    for (let dot = name.indexOf(".", Math.max(0, earliest - 1)); dot >= 0; dot = name.indexOf(".", dot + 1)) starts.push(dot + 1);
    for (const at of starts) {
      const prefix = name.slice(0, at);
      if (wanted.has(name.slice(at))) votes.set(prefix, (votes.get(prefix) ?? 0) + 1);
    }
  }
  return [...votes];
}

function placeAt(path: string, prefix: string, tensors: Dictionary["tensors"], nameOf: Dialect, body: readonly Parameter[]): Place {
  const named = new Map(
    [...tensors].flatMap(([name, tensor]) => (name.startsWith(prefix) ? [[name.slice(prefix.length), tensor] as const] : [])),
  );
  const own = new Set(body.map(({ name }) => nameOf(name)));
  const modules = new Set([...own].map(moduleOf));
  const leftOver = [...named.keys()].filter(
    name => !own.has(name) && modules.has(moduleOf(name)) && !name.endsWith(".num_batches_tracked"),
  );
  return { path, prefix, named, nameOf, body, misfits: misfitsOf(body, named, nameOf), leftOver };
}

/** `layer` of `layer3.0.conv1.weight`: a body may have more of them. */
const moduleOf = (name: string): string => name.slice(0, name.indexOf(".")).replace(/(?<=\D)\d+$/, "");

/** Why the head of a file is not taken. */
function otherHead({ classifier: name, library }: Model, { named, body, nameOf }: Place, misfits: readonly Misfit[]): string {
  const there = misfits.find(({ there }) => there !== undefined);
  if (there) return `has another head (${describe(there)})`;
  const classifier = named.get(`${name}.weight`);
  if (classifier?.shape.length === 2) {
    return `has ${library}'s one-layer classifier ${code(name)} with ${plural(classifier.shape[0], "output")}, and exp's head has two layers`;
  }
  const own = new Set(body.map(({ name }) => nameOf(name)));
  const rest = [...named].filter(([name]) => !own.has(name) && !name.endsWith("num_batches_tracked")).slice(0, 3);
  if (rest.length === 0) return "has no head";
  return `has no head for this model, only ${rest.map(([name, { shape }]) => `${code(name)} ${formatShape(shape)}`).join(", ")}`;
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

const describe = ({ name, here, there }: Misfit): string =>
  there === undefined ? `\`${name}\` is missing` : `\`${name}\` is ${formatShape(there)} there, ${formatShape(here)} here`;

/** `place` is the likeliest. */
function unfit(model: Model, file: ByteFile, { dictionaries }: StateDict, place: Place | undefined) {
  const fitting = (Object.keys(models) as ModelName[]).find(name =>
    placesOf(createModel(name, { outputs: 2 }), dictionaries).some(isWhole),
  );
  const libraries = [model.library, ...Object.keys(model.dialects)].map(name => `${name}'s`);
  const fix = fitting ? `this file fits \`model ${fitting}\`` : `give weights with ${libraries.join(", ")} or exp's own names`;
  const seen = seenIn(dictionaries);
  if (!place) return file.failure(`it has nothing of ${model.name}; ${seen}`, fix);
  const { misfits, leftOver } = place;
  const more = (count: number): string => (count > 3 ? ` and ${plural(count - 3, "other")}` : "");
  const cause =
    misfits.length > 0
      ? `${misfits.slice(0, 3).map(describe).join(", ")}${more(misfits.length)}`
      : `it has no ${leftOver.slice(0, 3).map(code).join(", ")}${more(leftOver.length)}, and the file has`;
  return file.failure(`${model.name} does not fit: ${cause}; ${seen}`, fix);
}

/** What a file has, for whoever looks for the body in it. */
function seenIn(dictionaries: readonly Dictionary[]): string {
  const bySize = dictionaries.toSorted((a, b) => b.tensors.size - a.tensors.size);
  const tables = bySize.slice(0, 3).map(({ path, tensors }) => {
    const some = [...tensors].slice(0, 3).map(([name, { shape }]) => `${code(name)} ${formatShape(shape)}`);
    const count = plural(tensors.size, "tensor");
    return `${path ? `${count} in ${code(path)}` : count}${some.length > 0 ? `: ${some.join(", ")}${tensors.size > 3 ? ", …" : ""}` : ""}`;
  });
  return `it has ${tables.join("; ")}${bySize.length > 3 ? "; …" : ""}`;
}

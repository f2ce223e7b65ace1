import type { Span } from "../../common/span.ts";
import { parseForm } from "../../language/forms.ts";
import type { VisibleName } from "../../language/names.ts";
import { isReference, walk } from "../../language/walk.ts";
import { statements } from "../../statements/index.ts";
import { optionsElsewhere, statementsElsewhere } from "./elsewhere.ts";
import { mayStand } from "./fitting.ts";
import {
  dataNames,
  mayFollow,
  nameOffer,
  type Offer,
  optionOffer,
  pathOffers,
  slotOffers,
  statementOffer,
  unitOffers,
  wordOffer,
} from "./items.ts";
import type { Known } from "./known.ts";
import { type Place, placeAt } from "./place.ts";

export interface Completion {
  /** What is there already, and will be replaced. */
  span: Span;
  /** The likeliest first. */
  offers: Offer[];
}

/** The completions at an offset. `known` is only asked where the rest of the file matters. */
export function complete(text: string, offset: number, known: () => Known): Completion {
  const place = placeAt(text, offset);
  if (!place) return none(offset);
  if (place.typing === "text") return inText(place, known());
  if (place.typing === "unit") return /^[\w.%]/.test(text.slice(offset)) ? none(offset) : inNumber(place, known());
  if (!place.owner && Object.keys(place.options).length === 0) return { span: place.span, offers: beginnings(place, known) };
  return { span: place.span, offers: unique(continuations(place, known())) };
}

const none = (offset: number): Completion => ({ span: { start: offset, end: offset }, offers: [] });

/** The statements that may begin here; those that are allowed once and are there already come last. */
function beginnings({ statement, inExperiment, typed }: Place, known: () => Known): Offer[] {
  if (statement) return [];
  const found = known();
  const { given } = found;
  const folders = dataNames(found).map(({ label }) => label);
  return statements
    .filter(({ role, name }) => !inExperiment || role !== "structure" || name === "let")
    .toSorted((a, b) => Number(given.has(a.name)) - Number(given.has(b.name)))
    .map(kind => statementOffer(kind, firstForm(kind.forms), folders))
    .concat(statementsElsewhere(typed));
}

const firstForm = (forms: Record<string, string>) => parseForm(Object.values(forms)[0]);
const namesOf = ({ names }: Known) => new Set(names.map(({ name }) => name));

/** What continues a statement: the next words and values of its form, names of such values, and options. */
function continuations(place: Place, known: Known): Offer[] {
  const { owner, values, statement, isComputed } = place;
  if (!owner) return optionOffers(place);
  const { next, complete } = walk(owner, values, namesOf(known));
  const doc = (owner.name === statement?.name ? statement.doc : place.options[owner.name]?.doc) ?? "";
  const offers = next.flatMap(next => {
    if ("word" in next.part) return isComputed || !mayFollow(next.part.word, place) ? [] : [wordOffer(next, owner.slots, doc)];
    const slot = owner.slots[next.part.slot];
    const isOffered = (known: VisibleName) =>
      isReference(known.name, slot, new Set([known.name])) && suits(known.name, place) && mayStand(known, slot, isComputed);
    const names = slot.literal ? [] : known.names.filter(isOffered);
    return [...(isComputed ? [] : slotOffers(slot, place, known)), ...names.map(nameOffer)];
  });
  // Where the values make no sense, an option may still come.
  return isComputed || !(complete || next.length === 0) ? offers : [...offers, ...optionOffers(place)];
}

/** A name is not made of itself. */
const suits = (name: string, { statement, values: [first] }: Place): boolean =>
  statement?.name !== "let" || first?.kind !== "word" || first.name !== name;

function optionOffers({ options, given, typed }: Place): Offer[] {
  const offers = Object.entries(options)
    .filter(([name]) => !given.includes(name))
    .map(([name, option]) => optionOffer(name, option, firstForm(option.forms)));
  return [...offers, ...optionsElsewhere(offers, typed)];
}

/** The slot that the value under the cursor would take. */
function slotAt({ owner, values }: Place, known: Known) {
  if (!owner) return undefined;
  const found = walk(owner, values, namesOf(known)).next.find(({ part }) => "slot" in part)?.part as { slot: string } | undefined;
  return found && owner.slots[found.slot];
}

/** Names in braces, or the path. */
function inText(place: Place, known: Known): Completion {
  const { typed, span } = place;
  const slot = slotAt(place, known);
  const brace = slot?.raw ? -1 : typed.lastIndexOf("{");
  if (brace >= 0 && typed[brace - 1] !== "\\" && !typed.includes("}", brace))
    return { span: { start: span.start + brace + 1, end: span.end }, offers: known.names.map(nameOffer) };
  if (!slot?.path) return { span, offers: [] };
  const offers = pathOffers(slot, place, known).map(offer => ({ ...offer, filterText: offer.label }));
  return { span: { start: span.start + typed.lastIndexOf("/") + 1, end: span.end }, offers };
}

/** The units of the number under the cursor, and, for layers, which there are. */
function inNumber(place: Place, known: Known): Completion {
  const slot = slotAt(place, known);
  const start = place.span.start - place.number!.length;
  return { span: { start, end: place.span.end }, offers: slot ? unitOffers(slot, place.number!) : [] };
}

/** Forms that go together offer some things twice. */
const unique = (offers: readonly Offer[]): Offer[] =>
  [...new Map(offers.map(offer => [offer.label, offer] as const).reverse()).values()].reverse();

import type { Span } from "../common/span.ts";
import { wordsOfForms } from "../statements/index.ts";
import type { Value, Word } from "./ast.ts";
import { type Budget, evaluate, type Lookup } from "./evaluate.ts";
import { readAs } from "./read_as.ts";
import type { Source } from "./source.ts";
import { typeOf, type Worth } from "./worth.ts";

/** A `let`: what a name stands for. */
export interface Definition {
  name: Word;
  /** What is written behind the `=`; null where nothing is, which has been reported. */
  value: Value | null;
  /** The environment variable that goes before `value`. */
  variable: Word | null;
  source: Source;
  /** The whole statement. */
  span: Span;
  /** The experiment in whose braces it stands. */
  experiment: string | null;
}

/** Where a value comes from: what is written, a variable of the environment, or `--set`. */
export type Origin = "file" | "environment" | "set";

export interface Named {
  definition: Definition;
  worth: Worth | null;
  from: Origin;
}

/** A name where it is used. */
export interface Use {
  word: Word;
  source: Source;
  definition: Definition;
}

export interface Given {
  /** Text of what `--set` gives, by name. */
  set: ReadonlyMap<string, string>;
  environment: Readonly<Record<string, string | undefined>>;
  /** Of the whole file. */
  budget: Budget;
}

/**
 * The names of an experiment, with what they stand for. Names are found wherever they are given in the file: their order says nothing. A
 * later layer goes before those that it builds on; there, a name in its own definition is the one of the layer before.
 */
export class Scope {
  readonly #chains = new Map<string, Definition[]>();
  readonly #known = new Map<Definition, Named>();
  readonly #taken = new Set<Definition>();
  /** Every place where a name is taken for what it stands for. */
  readonly uses: Use[] = [];
  readonly names: readonly string[];
  /** What is wrong with what `--set` gives. */
  readonly problems: { name: string; given: string; problem: string; fix: string }[] = [];
  readonly given: Given;
  readonly #builtIn: ReadonlyMap<string, Worth>;

  constructor(layers: readonly (readonly Definition[])[], given: Given, builtIn: ReadonlyMap<string, Worth> = new Map()) {
    this.given = given;
    this.#builtIn = builtIn;
    for (const definition of layers.flat()) {
      const chain = this.#chains.get(definition.name.name);
      if (chain) chain.push(definition);
      else this.#chains.set(definition.name.name, [definition]);
    }
    this.names = [...this.#chains.keys()];
    for (const chain of this.#chains.values()) this.#work(chain.at(-1)!);
  }

  /** Undefined where there is no such name; null where what it stands for is wrong, which has been reported. */
  worthOf(name: string): Worth | null | undefined {
    const definition = this.#chains.get(name)?.at(-1);
    return definition && this.#known.get(definition)!.worth;
  }

  /** Tells that a statement takes a word for what it stands for. */
  use(word: Word, source: Source): void {
    const definition = this.definitionOf(word.name);
    if (!definition) return;
    this.#taken.add(definition);
    this.uses.push({ word, source, definition });
  }

  definitionOf(name: string): Definition | undefined {
    return this.#chains.get(name)?.at(-1);
  }

  /** For the expressions of statements. */
  lookup(source: Source): Lookup {
    return (word, place) => {
      const worth = this.worthOf(word.name) ?? (this.#chains.has(word.name) ? null : this.#builtIn.get(word.name));
      if (worth !== undefined) {
        this.use(word, source);
        return worth;
      }
      source.report("unknown-name", word.span, {
        name: word.name,
        names: this.names,
        inText: place === "text",
        isOurs: wordsOfForms().has(word.name),
      });
      return null;
    };
  }

  /** The names that statements take, and those that these are made of, in the order of the file. */
  used(): Named[] {
    const all = new Set<Definition>();
    const queue = [...this.#taken];
    for (let definition = queue.pop(); definition; definition = queue.pop()) {
      if (all.has(definition)) continue;
      all.add(definition);
      // What `--set` gives is not made of anything.
      if (this.#known.get(definition)?.from !== "set") queue.push(...this.#dependenciesOf(definition));
    }
    return [...this.#chains.values()].flatMap(chain => (all.has(chain.at(-1)!) ? [this.#known.get(chain.at(-1)!)!] : []));
  }

  /** Every definition that something uses: a statement, or another definition. */
  allUsed(): Set<Definition> {
    const named = [...this.#known.keys()].flatMap(definition => this.#dependenciesOf(definition).filter(other => other !== definition));
    return new Set([...named, ...this.#taken]);
  }

  /** Every name, with what it stands for. */
  all(): Named[] {
    return [...this.#chains.values()].map(chain => this.#known.get(chain.at(-1)!)!);
  }

  /** The definition that a word in another one means. */
  linked(word: string, from: Definition): Definition | undefined {
    const chain = this.#chains.get(word);
    if (word !== from.name.name) return chain?.at(-1);
    return chain?.[chain.indexOf(from) - 1] ?? from;
  }

  #dependenciesOf(definition: Definition): Definition[] {
    return definition.value ? namesIn(definition.value).flatMap(({ name }) => this.linked(name, definition) ?? []) : [];
  }

  /** Works out a definition after those that it is made of. A stack of its own: chains of names may be longer than the machine's is. */
  #work(definition: Definition): void {
    const path: { definition: Definition; next: Definition[] }[] = [];
    const onPath = new Set<Definition>();
    const enter = (definition: Definition) => {
      path.push({ definition, next: this.#dependenciesOf(definition) });
      onPath.add(definition);
    };
    if (!this.#known.has(definition)) enter(definition);
    while (path.length > 0) {
      const { definition, next } = path.at(-1)!;
      const dependency = next.pop();
      if (!dependency) {
        if (!this.#known.has(definition)) this.#known.set(definition, this.#worked(definition));
        path.pop();
        onPath.delete(definition);
      } else if (!this.#known.has(dependency)) {
        if (!onPath.has(dependency)) enter(dependency);
        else this.#reportCycle(path.map(entry => entry.definition).slice(path.findIndex(entry => entry.definition === dependency)));
      }
    }
  }

  #reportCycle(cycle: readonly Definition[]): void {
    const first = cycle.reduce((a, b) => (b.source === a.source && b.name.span.start < a.name.span.start ? b : a));
    const at = cycle.indexOf(first);
    const names = [...cycle.slice(at), ...cycle.slice(0, at), first].map(({ name }) => name.name);
    first.source.report("cyclic-let", first.name.span, { names });
    for (const definition of cycle) this.#known.set(definition, { definition, worth: null, from: "file" });
  }

  #worked(definition: Definition): Named {
    const { name, value, variable, source } = definition;
    const own: Lookup = (word, place) => {
      const linked = this.linked(word.name, definition);
      if (linked) {
        this.uses.push({ word, source, definition: linked });
        return this.#known.get(linked)?.worth ?? null;
      }
      const builtIn = this.#builtIn.get(word.name);
      if (builtIn) return builtIn;
      source.report("unknown-name", word.span, { name: word.name, names: this.names, inText: place === "text" });
      return null;
    };
    const written = value && evaluate(value, own, source.report, this.given.budget);
    const isLast = this.definitionOf(name.name) === definition;
    const set = isLast ? this.given.set.get(name.name) : undefined;
    if (set !== undefined && (written || variable)) {
      const read = readAs(set, written ?? { kind: "text", text: "" });
      if ("problem" in read) this.problems.push({ name: name.name, given: set, ...read });
      return { definition, worth: "problem" in read ? written : read.worth, from: "set" };
    }
    const found = variable && this.given.environment[variable.name];
    if (variable && !found) {
      if (!value) source.report("missing-variable", variable.span, { variable: variable.name, name: name.name });
      return { definition, worth: written, from: "file" };
    }
    if (!found) return { definition, worth: written, from: "file" };
    if (value && !written) return { definition, worth: null, from: "environment" };
    const read = readAs(found, written ?? { kind: "text", text: "" });
    if ("problem" in read && written) source.report("wrong-variable", variable!.span, { variable: variable!.name, type: typeOf(written) });
    return { definition, worth: "problem" in read ? null : read.worth, from: "environment" };
  }
}

/** The words of a value that are names, those in texts included. */
export function namesIn(value: Value): Word[] {
  switch (value.kind) {
    case "word":
      return [value];
    case "quantity":
      return [];
    case "text":
      return (value.parts ?? []).filter(part => typeof part !== "string");
    case "group":
    case "negation":
      return namesIn(value.value);
    case "list":
      return value.items.flatMap(namesIn);
    case "operation":
      return [value.first, ...value.rest.map(({ value }) => value)].flatMap(namesIn);
  }
}

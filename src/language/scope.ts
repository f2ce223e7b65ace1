import type { Span } from "../common/span.ts";
import { wordsOfForms } from "../statements/index.ts";
import type { Expression, Word } from "./ast.ts";
import { type Budget, evaluate, type Lookup } from "./evaluate.ts";
import { readAs } from "./read_as.ts";
import type { Source } from "./source.ts";
import { typeOf, type Value } from "./value.ts";

/** A `let`: a name with its expression. */
export interface Definition {
  name: Word;
  /** The expression after `=`; null if it is missing, which has been reported. */
  value: Expression | null;
  /** The environment variable that overrides `value`. */
  variable: Word | null;
  source: Source;
  /** The whole statement. */
  span: Span;
  /** The experiment whose braces it is in. */
  experiment: string | null;
}

/** Where a value comes from: the file, an environment variable, or `--set`. */
export type Origin = "file" | "environment" | "set";

export interface EvaluatedDefinition {
  definition: Definition;
  value: Value | null;
  from: Origin;
}

/** A name where it is used. */
export interface Use {
  word: Word;
  source: Source;
  definition: Definition;
}

/** Values from outside a file. */
export interface ScopeInputs {
  /** The text of each `--set`, by name. */
  set: ReadonlyMap<string, string>;
  environment: Readonly<Record<string, string | undefined>>;
  /** Shared by the whole file. */
  budget: Budget;
}

/**
 * The names of an experiment, with their values. The order of definitions in a file does not matter. A later layer overrides an earlier one;
 * a name in its own definition is the name of the layer before.
 */
export class Scope {
  readonly #chains = new Map<string, Definition[]>();
  readonly #known = new Map<Definition, EvaluatedDefinition>();
  readonly #taken = new Set<Definition>();
  /** Every place where a name is used. */
  readonly uses: Use[] = [];
  readonly names: readonly string[];
  /** What is wrong with what `--set` gives. */
  readonly problems: { name: string; given: string; problem: string; fix: string }[] = [];
  readonly inputs: ScopeInputs;
  readonly #builtIn: ReadonlyMap<string, Value>;

  constructor(layers: readonly (readonly Definition[])[], inputs: ScopeInputs, builtIn: ReadonlyMap<string, Value> = new Map()) {
    this.inputs = inputs;
    this.#builtIn = builtIn;
    for (const definition of layers.flat()) {
      const chain = this.#chains.get(definition.name.name);
      if (chain) chain.push(definition);
      else this.#chains.set(definition.name.name, [definition]);
    }
    this.names = [...this.#chains.keys()];
    for (const chain of this.#chains.values()) this.#work(chain.at(-1)!);
  }

  /** The value of a name: undefined if there is no such name; null if its value is wrong, which has been reported. */
  find(name: string): Value | null | undefined {
    const definition = this.#chains.get(name)?.at(-1);
    return definition && this.#known.get(definition)!.value;
  }

  /** Records that a statement uses a word as a name. */
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
      const value = this.find(word.name) ?? (this.#chains.has(word.name) ? null : this.#builtIn.get(word.name));
      if (value !== undefined) {
        this.use(word, source);
        return value;
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

  /** The names that statements use, and those that they depend on, in the order of the file. */
  used(): EvaluatedDefinition[] {
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

  /** Every name, with its value. */
  all(): EvaluatedDefinition[] {
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

  /** Evaluates a definition after those that it depends on. Keeps its own stack: a chain of names may be deeper than the call stack. */
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
    for (const definition of cycle) this.#known.set(definition, { definition, value: null, from: "file" });
  }

  #worked(definition: Definition): EvaluatedDefinition {
    const { name, value, variable, source } = definition;
    const own: Lookup = (word, place) => {
      const linked = this.linked(word.name, definition);
      if (linked) {
        this.uses.push({ word, source, definition: linked });
        return this.#known.get(linked)?.value ?? null;
      }
      const builtIn = this.#builtIn.get(word.name);
      if (builtIn) return builtIn;
      source.report("unknown-name", word.span, { name: word.name, names: this.names, inText: place === "text" });
      return null;
    };
    const written = value && evaluate(value, own, source.report, this.inputs.budget);
    const isLast = this.definitionOf(name.name) === definition;
    const set = isLast ? this.inputs.set.get(name.name) : undefined;
    if (set !== undefined && (written || variable)) {
      const read = readAs(set, written ?? { kind: "text", text: "" });
      if ("problem" in read) this.problems.push({ name: name.name, given: set, ...read });
      return { definition, value: "problem" in read ? written : read.value, from: "set" };
    }
    const found = variable && this.inputs.environment[variable.name];
    if (variable && !found) {
      if (!value) source.report("missing-variable", variable.span, { variable: variable.name, name: name.name });
      return { definition, value: written, from: "file" };
    }
    if (!found) return { definition, value: written, from: "file" };
    if (value && !written) return { definition, value: null, from: "environment" };
    const read = readAs(found, written ?? { kind: "text", text: "" });
    if ("problem" in read && written) source.report("wrong-variable", variable!.span, { variable: variable!.name, type: typeOf(written) });
    return { definition, value: "problem" in read ? null : read.value, from: "environment" };
  }
}

/** The words of a value that are names, those in texts included. */
export function namesIn(value: Expression): Word[] {
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

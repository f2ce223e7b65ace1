/**
 * Reads Python's pickles as data. A pickle is a program for a stack machine whose only ways to run code are the names that it imports
 * (`GLOBAL`) and calls (`REDUCE`): here a name means what `find` lets it mean, and nothing else is callable. The opcodes are those that
 * `torch.save` writes, protocols 2 to 5 (CPython's `pickletools.py` describes them). Every opcode, and every element that a call copies, is
 * paid from a `Budget`, so time and memory are bounded. Nesting is never recursion, and no value becomes text but one that is a text.
 */
export interface PickleReader {
  /** The value of an imported name; a function of it may be called by the pickle. Throws where the name is not allowed. */
  find(name: string): unknown;
  /** The value of a persistent id: what the file stores outside the pickle. */
  persistent(id: unknown): unknown;
}

/** What a pickle may call, with its list of arguments; what it copies it pays from the budget. */
export type Callable = (given: unknown[], budget: Budget) => unknown;

/** What reading the pickles of one file may take: opcodes and copied elements together, and seconds. */
export const most = { elements: 2_000_000, seconds: 10 };
/** What a dictionary costs, even an empty one: as much memory as this many other values. */
export const dictionaryCost = 8;
/** Elements between two looks at the clock. */
const clockEvery = 1 << 16;

/** What is left of `most` for one file. */
export class Budget {
  #left = most.elements;
  #nextLook = most.elements - clockEvery;
  readonly #end = performance.now() + 1000 * most.seconds;

  /** Throws a `PickleError` if so many elements are more than is left, or the time is over. */
  pay(elements: number): void {
    this.#left -= elements;
    if (this.#left < 0) throw new PickleError(`its pickle has more than ${most.elements} elements`);
    if (this.#left >= this.#nextLook) return;
    this.#nextLook = this.#left - clockEvery;
    if (performance.now() > this.#end) throw new PickleError(`its pickle takes more than ${most.seconds} seconds to read`);
  }
}

/** An object of a class that is read as data: `state` is what its pickle sets. */
export interface Instance {
  state: unknown;
}

/** That the bytes are no pickle, or hold what this reader refuses. */
export class PickleError extends Error {
  override name = "PickleError";
}

/** The value of the pickle that begins at `start`, and where it ends. Lists and tuples are arrays, dictionaries are Maps, None is null. */
export function unpickle(bytes: Buffer, start: number, reader: PickleReader, budget: Budget): { value: unknown; end: number } {
  const machine = new Machine(bytes, start, reader, budget);
  for (;;) {
    budget.pay(1);
    const opcode = machine.take(1)[0];
    if (opcode === stop) return { value: machine.pop(), end: machine.at };
    const run = opcodes[opcode];
    if (run === undefined) throw new PickleError(`its pickle has the opcode ${opcode} at byte ${machine.at - 1}, which exp does not read`);
    run(machine);
  }
}

class Machine {
  readonly stack: unknown[] = [];
  /** Heights of the stack that `MARK` remembers. */
  readonly marks: number[] = [];
  readonly memo = new Map<number, unknown>();
  readonly bytes: Buffer;
  readonly reader: PickleReader;
  readonly budget: Budget;
  at: number;
  constructor(bytes: Buffer, start: number, reader: PickleReader, budget: Budget) {
    this.bytes = bytes;
    this.reader = reader;
    this.budget = budget;
    this.at = start;
  }

  /** The next bytes of the program. */
  take(length: number): Buffer {
    if (length > this.bytes.length - this.at) throw new PickleError("its pickle is cut short");
    this.at += length;
    return this.bytes.subarray(this.at - length, this.at);
  }
  /** Up to the end of the line, which is left out. */
  line(): string {
    const end = this.bytes.indexOf(10, this.at);
    if (end < 0) throw new PickleError("its pickle is cut short");
    return this.take(end + 1 - this.at)
      .toString("utf8")
      .slice(0, -1);
  }
  /** A length of 8 bytes. */
  length8(): number {
    const length = this.take(8).readBigUInt64LE();
    if (length > this.bytes.length) throw new PickleError("its pickle is cut short");
    return Number(length);
  }

  push(value: unknown): void {
    this.stack.push(value);
  }
  pop(): unknown {
    if (this.stack.length <= (this.marks.at(-1) ?? 0)) throw new PickleError("its pickle takes from an empty stack");
    return this.stack.pop();
  }
  /** Everything since the last mark. */
  popToMark(): unknown[] {
    const mark = this.marks.pop();
    if (mark === undefined) throw new PickleError("its pickle lacks a mark");
    return this.stack.splice(mark);
  }
  /** The value at the top, which stays, if `is` says that it is of the right kind. */
  top<T>(what: string, is: (value: unknown) => value is T): T {
    const value = this.stack.at(-1);
    if (!is(value)) throw new PickleError(`its pickle has no ${what} where one belongs`);
    return value;
  }

  remember(index: number): void {
    if (this.stack.length === 0) throw new PickleError("its pickle takes from an empty stack");
    this.memo.set(index, this.stack.at(-1));
  }
  recall(index: number): void {
    if (!this.memo.has(index)) throw new PickleError(`its pickle recalls value ${index}, which it has not kept`);
    this.push(this.memo.get(index));
  }

  call(): void {
    const given = this.pop();
    const callable = this.pop();
    if (typeof callable !== "function" || !Array.isArray(given)) throw new PickleError("its pickle calls what is not callable");
    this.push((callable as Callable)(given, this.budget));
  }
  append(values: unknown[]): void {
    const list = this.top("list", Array.isArray);
    for (const value of values) list.push(value);
  }
  setItems(values: unknown[]): void {
    const items = this.top("dictionary", isMap);
    if (values.length % 2 !== 0) throw new PickleError("its pickle has a key without a value");
    for (let i = 0; i < values.length; i += 2) items.set(values[i], values[i + 1]);
  }
  /** Attributes of a dictionary, such as the versions that torch notes on a state_dict, are dropped. */
  build(): void {
    const state = this.pop();
    const target = this.stack.at(-1);
    if (isMap(target)) return;
    if (!isInstance(target)) throw new PickleError("its pickle sets attributes of what has none");
    target.state = state;
  }
}

const isMap = (value: unknown): value is Map<unknown, unknown> => value instanceof Map;
const isInstance = (value: unknown): value is Instance =>
  typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype && "state" in value;

/** Two's complement, little-endian. */
function integer(bytes: Buffer): number | bigint {
  let value = 0n;
  for (let i = bytes.length - 1; i >= 0; i--) value = (value << 8n) | BigInt(bytes[i]);
  const signed = BigInt.asIntN(8 * bytes.length, value);
  return signed >= Number.MIN_SAFE_INTEGER && signed <= Number.MAX_SAFE_INTEGER ? Number(signed) : signed;
}

const stop = ".".charCodeAt(0);
const code = (character: string): number => character.charCodeAt(0);

/** By their byte; the comments give CPython's names. */
const opcodes: Record<number, (m: Machine) => void> = {
  [code("(")]: m => m.marks.push(m.stack.length), // MARK
  [code("0")]: m => m.pop(), // POP
  [code("1")]: m => m.popToMark(), // POP_MARK
  [code("N")]: m => m.push(null), // NONE
  136: m => m.push(true), // NEWTRUE
  137: m => m.push(false), // NEWFALSE
  [code("J")]: m => m.push(m.take(4).readInt32LE()), // BININT
  [code("K")]: m => m.push(m.take(1)[0]), // BININT1
  [code("M")]: m => m.push(m.take(2).readUInt16LE()), // BININT2
  138: m => m.push(integer(m.take(m.take(1)[0]))), // LONG1
  [code("G")]: m => m.push(m.take(8).readDoubleBE()), // BINFLOAT
  [code("U")]: m => m.push(m.take(m.take(1)[0]).toString("latin1")), // SHORT_BINSTRING: Python 2's text
  [code("T")]: m => m.push(m.take(m.take(4).readUInt32LE()).toString("latin1")), // BINSTRING
  140: m => m.push(m.take(m.take(1)[0]).toString("utf8")), // SHORT_BINUNICODE
  [code("X")]: m => m.push(m.take(m.take(4).readUInt32LE()).toString("utf8")), // BINUNICODE
  141: m => m.push(m.take(m.length8()).toString("utf8")), // BINUNICODE8
  [code("C")]: m => m.push(m.take(m.take(1)[0])), // SHORT_BINBYTES
  [code("B")]: m => m.push(m.take(m.take(4).readUInt32LE())), // BINBYTES
  142: m => m.push(m.take(m.length8())), // BINBYTES8
  [code(")")]: m => m.push([]), // EMPTY_TUPLE
  133: m => m.push([m.pop()]), // TUPLE1
  134: m => m.push([m.pop(), m.pop()].reverse()), // TUPLE2
  135: m => m.push([m.pop(), m.pop(), m.pop()].reverse()), // TUPLE3
  [code("t")]: m => m.push(m.popToMark()), // TUPLE
  [code("]")]: m => m.push([]), // EMPTY_LIST
  [code("l")]: m => m.push(m.popToMark()), // LIST
  [code("a")]: m => m.append([m.pop()]), // APPEND
  [code("e")]: m => m.append(m.popToMark()), // APPENDS
  [code("}")]: m => {
    m.budget.pay(dictionaryCost);
    m.push(new Map());
  }, // EMPTY_DICT
  [code("s")]: m => m.setItems([m.pop(), m.pop()].reverse()), // SETITEM
  [code("u")]: m => m.setItems(m.popToMark()), // SETITEMS
  143: m => m.push([]), // EMPTY_SET
  144: m => m.append(m.popToMark()), // ADDITEMS
  145: m => m.push(m.popToMark()), // FROZENSET
  [code("q")]: m => m.remember(m.take(1)[0]), // BINPUT
  [code("r")]: m => m.remember(m.take(4).readUInt32LE()), // LONG_BINPUT
  148: m => m.remember(m.memo.size), // MEMOIZE
  [code("h")]: m => m.recall(m.take(1)[0]), // BINGET
  [code("j")]: m => m.recall(m.take(4).readUInt32LE()), // LONG_BINGET
  128: m => m.take(1), // PROTO
  149: m => m.take(8), // FRAME
  [code("c")]: m => m.push(m.reader.find(`${m.line()}.${m.line()}`)), // GLOBAL
  147: m => {
    const [name, module] = [m.pop(), m.pop()];
    // Only a text: to write out a tuple that holds itself sixty times over would take for ever.
    if (typeof name !== "string" || typeof module !== "string") throw new PickleError("its pickle imports a name that is not a text");
    m.push(m.reader.find(`${module}.${name}`));
  }, // STACK_GLOBAL
  [code("Q")]: m => m.push(m.reader.persistent(m.pop())), // BINPERSID
  [code("R")]: m => m.call(), // REDUCE
  129: m => m.call(), // NEWOBJ: a class is called for a new object
  [code("b")]: m => m.build(), // BUILD
};

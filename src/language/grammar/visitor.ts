import type { IToken } from "chevrotain";
import type { Span } from "../../common/span.ts";
import type { Block, Clause, Expression, Operation, Operator, Quantity, Statement, Text, Word } from "../ast.ts";
import type {
  BlockCstChildren,
  ClauseCstChildren,
  EntryCstChildren,
  GroupCstChildren,
  ListCstChildren,
  NamelessCstChildren,
  OperandCstChildren,
  PlainOperandCstChildren,
  StatementCstChildren,
  UnknownCstChildren,
  ValueCstChildren,
  ValuesCstChildren,
} from "./cst.d.ts";
import { parser } from "./parser.ts";
import { letter, OpenText, QuotedText, WrongQuotes } from "./tokens.ts";

export const spanOf = (token: IToken): Span => ({ start: token.startOffset, end: token.startOffset + token.image.length });
const wordOf = (token: IToken): Word => ({ kind: "word", span: spanOf(token), name: token.image });
const around = (first: Span, ...rest: (Span | undefined)[]): Span => ({
  start: first.start,
  end: Math.max(first.end, ...rest.map(span => span?.end ?? 0)),
});

const Visitor = parser.getBaseCstVisitorConstructor<unknown, unknown>();

/** Builds the syntax tree of a statement from what the parser found. */
class AstBuilder extends Visitor {
  constructor() {
    super();
    this.validateVisitor();
  }

  statement(node: StatementCstChildren): Statement {
    const first = node.StatementName?.[0] ?? (this.visit(node.unknown!) as IToken);
    const values = this.visit(node.values) as Expression[];
    const clauses = (node.clause ?? []).map(clause => this.visit(clause) as Clause);
    const block = node.block ? (this.visit(node.block) as Block) : null;
    const keyword = /^[\p{L}_]/u.test(first.image) ? wordOf(first) : null;
    const span = around(spanOf(first), values.at(-1)?.span, clauses.at(-1)?.span, block?.span);
    return { span, first: spanOf(first), keyword, values, clauses, block, body: null, broken: false };
  }

  unknown(node: UnknownCstChildren): IToken {
    return node.Other ? node.Other[0] : node.block![0].children.Open[0];
  }

  clause(node: ClauseCstChildren): Clause {
    return this.#named((node.OptionName ?? node.BracedOptionName)![0], node);
  }

  block(node: BlockCstChildren): Block {
    const clauses = (node.entry ?? []).map(entry => this.visit(entry) as Clause);
    return { span: around(spanOf(node.Open[0]), spanOf(node.Close[0])), clauses };
  }

  entry(node: EntryCstChildren): Clause {
    const name = node.OptionName ?? node.BracedOptionName ?? node.Word;
    if (name) return this.#named(name[0], node);
    const first = this.visit(node.nameless!) as Expression;
    const { values, block } = this.#named(null, node);
    return { span: around(first.span, values.at(-1)?.span, block?.span), name: null, values: [first, ...values], block };
  }

  values(node: ValuesCstChildren): Expression[] {
    const values = (node.value ?? []).map(value => this.visit(value) as Expression);
    // There is one at most, behind the name of a `let`.
    const equals = (node.Equals ?? []).map(wordOf);
    return equals.length > 0 ? [...values, ...equals].sort((a, b) => a.span.start - b.span.start) : values;
  }

  value({ operand, Operator: operators = [] }: ValueCstChildren): Expression {
    return operation(
      operand.map(node => this.visit(node) as Expression),
      operators,
    );
  }

  operand({ Sign: signs = [], Word: word, plainOperand }: OperandCstChildren): Expression {
    return signed(signs, word ? wordOf(word[0]) : (this.visit(plainOperand!) as Expression));
  }

  plainOperand({ Quantity: quantity, Text: text, group, list }: PlainOperandCstChildren): Expression {
    if (quantity) return quantityOf(quantity[0]);
    return text ? textOf(text[0]) : (this.visit((group ?? list)!) as Expression);
  }

  group({ OpenGroup: [open], value, CloseGroup: [close] }: GroupCstChildren): Expression {
    return { kind: "group", span: around(spanOf(open), spanOf(close)), value: this.visit(value) as Expression };
  }

  list({ OpenList: [open], values, CloseList: [close] }: ListCstChildren): Expression {
    return { kind: "list", span: around(spanOf(open), spanOf(close)), items: this.visit(values) as Expression[] };
  }

  nameless({ Sign: signs = [], Word: word, plainOperand, Operator: operators = [], operand = [] }: NamelessCstChildren): Expression {
    const first = signed(signs, word ? wordOf(word[0]) : (this.visit(plainOperand!) as Expression));
    return operation([first, ...operand.map(node => this.visit(node) as Expression)], operators);
  }

  #named(first: IToken | null, node: ClauseCstChildren | EntryCstChildren): Clause {
    const name = first && wordOf(first);
    const values = this.visit(node.values!) as Expression[];
    const block = node.block ? (this.visit(node.block) as Block) : null;
    return { span: around(name?.span ?? { start: 0, end: 0 }, values.at(-1)?.span, block?.span), name, values, block };
  }
}
export const builder = new AstBuilder();

function quantityOf(token: IToken): Quantity {
  const [, number, unit] = /^([\d.]+(?:[eE][-+]?\d+)?)[ \t]*(.*)$/s.exec(token.image)!;
  return { kind: "quantity", span: spanOf(token), number: Number(number), unit, written: token.image };
}

/** A value behind its signs. The last before a number is part of it. */
function signed(signs: readonly IToken[], value: Expression): Expression {
  let result = value;
  for (const sign of signs.toReversed()) {
    const span = around(spanOf(sign), value.span);
    if (result.kind === "quantity" && result.written === (value as Quantity).written)
      result = { ...result, span, number: sign.image === "-" ? -result.number : result.number, written: sign.image + result.written };
    else if (sign.image === "-") result = result.kind === "negation" ? result.value : { kind: "negation", span, value: result };
  }
  return result;
}

/** Multiplication and division bind before addition and subtraction. */
function operation(values: readonly Expression[], operators: readonly IToken[]): Expression {
  const [first, ...rest] = operators.map((token, i) => ({ operator: token.image as Operator, at: spanOf(token), value: values[i + 1] }));
  if (!first) return values[0];
  const products: { before: Rest | null; first: Expression; rest: Rest[] }[] = [{ before: null, first: values[0], rest: [] }];
  for (const next of [first, ...rest])
    if (next.operator === "*" || next.operator === "/") products.at(-1)!.rest.push(next);
    else products.push({ before: next, first: next.value, rest: [] });
  const [sum, ...summands] = products.map(({ before, first, rest }) => ({ before, value: chain(first, rest) }));
  return chain(
    sum.value,
    summands.map(({ before, value }) => ({ ...before!, value })),
  );
}

type Rest = Operation["rest"][number];
const chain = (first: Expression, rest: Rest[]): Expression =>
  rest.length === 0 ? first : { kind: "operation", span: around(first.span, rest.at(-1)!.value.span), first, rest };

/** Text as it is meant: a string without quotes, or with the wrong ones, has been reported and is read as if it were right. */
function textOf(token: IToken): Text {
  const { image, tokenType } = token;
  const inner =
    tokenType === QuotedText || tokenType === WrongQuotes ? image.slice(1, -1) : tokenType === OpenText ? image.slice(1).trimEnd() : image;
  const from = token.startOffset + (inner === image ? 0 : 1);
  return { kind: "text", span: spanOf(token), text: unquoted(inner), parts: partsOf(inner, from) };
}

const unquoted = (text: string): string => text.replaceAll('\\"', '"');

const namesInText = new RegExp(`(\\\\?)\\{([${letter}][${letter}\\d]*)\\}`, "g");

/** `"runs/{name}"` apart; a brace behind a backslash, and one that no name stands in, stand for themselves. */
function partsOf(inner: string, from: number): Text["parts"] {
  const parts: (string | Word)[] = [];
  let done = 0;
  for (const { 0: found, 1: backslash, 2: name, index } of inner.matchAll(namesInText)) {
    parts.push(unquoted(inner.slice(done, index)));
    const start = from + index + 1;
    if (backslash) parts.push(found.slice(1));
    else parts.push({ kind: "word", span: { start, end: start + name.length }, name });
    done = index + found.length;
  }
  return parts.length === 0 ? null : [...parts, unquoted(inner.slice(done))].filter(part => part !== "");
}

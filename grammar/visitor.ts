import type { IToken } from "chevrotain";
import type { Block, Clause, Quantity, Statement, Text, Value, Word } from "../src/language/ast.ts";
import type { Span } from "../src/language/span.ts";
import type {
  BlockCstChildren,
  ClauseCstChildren,
  EntryCstChildren,
  LiteralCstChildren,
  StatementCstChildren,
  UnknownCstChildren,
  ValueCstChildren,
  ValuesCstChildren,
} from "./cst.d.ts";
import { parser } from "./parser.ts";
import { OpenText, QuotedText, WrongQuotes } from "./tokens.ts";

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
    const values = this.visit(node.values) as Value[];
    const clauses = (node.clause ?? []).map(clause => this.visit(clause) as Clause);
    const block = node.block ? (this.visit(node.block) as Block) : null;
    const keyword = /^[\p{L}_]/u.test(first.image) ? wordOf(first) : null;
    const span = around(spanOf(first), values.at(-1)?.span, clauses.at(-1)?.span, block?.span);
    return { span, first: spanOf(first), keyword, values, clauses, block, broken: false };
  }

  unknown(node: UnknownCstChildren): IToken {
    return node.Other ? node.Other[0] : node.block![0].children.Open[0];
  }

  clause(node: ClauseCstChildren): Clause {
    return this.named((node.OptionName ?? node.BracedOptionName)![0], node);
  }

  block(node: BlockCstChildren): Block {
    const clauses = (node.entry ?? []).map(entry => this.visit(entry) as Clause);
    return { span: around(spanOf(node.Open[0]), spanOf(node.Close[0])), clauses };
  }

  entry(node: EntryCstChildren): Clause {
    const name = node.OptionName ?? node.BracedOptionName ?? node.Word;
    if (name) return this.named(name[0], node);
    const first = this.visit(node.literal!) as Value;
    const { values, block } = this.named(null, node);
    return { span: around(first.span, values.at(-1)?.span, block?.span), name: null, values: [first, ...values], block };
  }

  values(node: ValuesCstChildren): Value[] {
    return (node.value ?? []).map(value => this.visit(value) as Value);
  }

  value(node: ValueCstChildren): Value {
    return node.Word ? wordOf(node.Word[0]) : this.literal(node);
  }

  literal({ Quantity: quantity, Text: text }: LiteralCstChildren | ValueCstChildren): Quantity | Text {
    return quantity ? quantityOf(quantity[0]) : textOf(text![0]);
  }

  private named(first: IToken | null, node: ClauseCstChildren | EntryCstChildren): Clause {
    const name = first && wordOf(first);
    const values = this.visit(node.values!) as Value[];
    const block = node.block ? (this.visit(node.block) as Block) : null;
    return { span: around(name?.span ?? { start: 0, end: 0 }, values.at(-1)?.span, block?.span), name, values, block };
  }
}
export const builder = new AstBuilder();

function quantityOf(token: IToken): Quantity {
  const [, number, unit] = /^([-+]?[\d.]+(?:[eE][-+]?\d+)?)[ \t]*(.*)$/s.exec(token.image)!;
  return { kind: "quantity", span: spanOf(token), number: Number(number), unit, written: token.image };
}

/** Text as it is meant: a string that lacks its quotes, or has the wrong ones, has been reported and goes on as if it were right. */
function textOf(token: IToken): Text {
  const { image, tokenType } = token;
  const inner =
    tokenType === QuotedText || tokenType === WrongQuotes ? image.slice(1, -1) : tokenType === OpenText ? image.slice(1).trimEnd() : image;
  return { kind: "text", span: spanOf(token), text: inner.replaceAll('\\"', '"') };
}

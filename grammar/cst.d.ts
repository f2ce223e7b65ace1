import type { CstNode, ICstVisitor, IToken } from "chevrotain";

export interface StatementCstNode extends CstNode {
  name: "statement";
  children: StatementCstChildren;
}

export type StatementCstChildren = {
  StatementName?: IToken[];
  unknown?: UnknownCstNode[];
  values: ValuesCstNode[];
  clause?: ClauseCstNode[];
  block?: BlockCstNode[];
};

export interface UnknownCstNode extends CstNode {
  name: "unknown";
  children: UnknownCstChildren;
}

export type UnknownCstChildren = {
  Other?: IToken[];
  block?: BlockCstNode[];
};

export interface ClauseCstNode extends CstNode {
  name: "clause";
  children: ClauseCstChildren;
}

export type ClauseCstChildren = {
  OptionName?: IToken[];
  values?: (ValuesCstNode)[];
  BracedOptionName?: IToken[];
  block?: BlockCstNode[];
};

export interface BlockCstNode extends CstNode {
  name: "block";
  children: BlockCstChildren;
}

export type BlockCstChildren = {
  Open: IToken[];
  Newline?: IToken[];
  Semicolon?: IToken[];
  Comma?: IToken[];
  entry?: EntryCstNode[];
  Close: IToken[];
};

export interface EntryCstNode extends CstNode {
  name: "entry";
  children: EntryCstChildren;
}

export type EntryCstChildren = {
  OptionName?: IToken[];
  BracedOptionName?: IToken[];
  Word?: IToken[];
  literal?: LiteralCstNode[];
  values: ValuesCstNode[];
  block?: BlockCstNode[];
};

export interface ValuesCstNode extends CstNode {
  name: "values";
  children: ValuesCstChildren;
}

export type ValuesCstChildren = {
  value?: ValueCstNode[];
  Comma?: IToken[];
};

export interface ValueCstNode extends CstNode {
  name: "value";
  children: ValueCstChildren;
}

export type ValueCstChildren = {
  Word?: IToken[];
  Quantity?: IToken[];
  Text?: IToken[];
};

export interface LiteralCstNode extends CstNode {
  name: "literal";
  children: LiteralCstChildren;
}

export type LiteralCstChildren = {
  Quantity?: IToken[];
  Text?: IToken[];
};

export interface ICstNodeVisitor<IN, OUT> extends ICstVisitor<IN, OUT> {
  statement(children: StatementCstChildren, param?: IN): OUT;
  unknown(children: UnknownCstChildren, param?: IN): OUT;
  clause(children: ClauseCstChildren, param?: IN): OUT;
  block(children: BlockCstChildren, param?: IN): OUT;
  entry(children: EntryCstChildren, param?: IN): OUT;
  values(children: ValuesCstChildren, param?: IN): OUT;
  value(children: ValueCstChildren, param?: IN): OUT;
  literal(children: LiteralCstChildren, param?: IN): OUT;
}


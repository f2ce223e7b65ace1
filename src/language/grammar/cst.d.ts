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
  nameless?: NamelessCstNode[];
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
  Equals?: IToken[];
};

export interface ValueCstNode extends CstNode {
  name: "value";
  children: ValueCstChildren;
}

export type ValueCstChildren = {
  operand: (OperandCstNode)[];
  Operator?: IToken[];
};

export interface OperandCstNode extends CstNode {
  name: "operand";
  children: OperandCstChildren;
}

export type OperandCstChildren = {
  Sign?: IToken[];
  Word?: IToken[];
  plainOperand?: PlainOperandCstNode[];
};

export interface PlainOperandCstNode extends CstNode {
  name: "plainOperand";
  children: PlainOperandCstChildren;
}

export type PlainOperandCstChildren = {
  Quantity?: IToken[];
  Text?: IToken[];
  group?: GroupCstNode[];
  list?: ListCstNode[];
};

export interface GroupCstNode extends CstNode {
  name: "group";
  children: GroupCstChildren;
}

export type GroupCstChildren = {
  OpenGroup: IToken[];
  value: ValueCstNode[];
  CloseGroup: IToken[];
};

export interface ListCstNode extends CstNode {
  name: "list";
  children: ListCstChildren;
}

export type ListCstChildren = {
  OpenList: IToken[];
  values: ValuesCstNode[];
  CloseList: IToken[];
};

export interface NamelessCstNode extends CstNode {
  name: "nameless";
  children: NamelessCstChildren;
}

export type NamelessCstChildren = {
  Sign?: IToken[];
  Word?: IToken[];
  plainOperand?: (PlainOperandCstNode)[];
  Operator?: IToken[];
  operand?: OperandCstNode[];
};

export interface ICstNodeVisitor<IN, OUT> extends ICstVisitor<IN, OUT> {
  statement(children: StatementCstChildren, param?: IN): OUT;
  unknown(children: UnknownCstChildren, param?: IN): OUT;
  clause(children: ClauseCstChildren, param?: IN): OUT;
  block(children: BlockCstChildren, param?: IN): OUT;
  entry(children: EntryCstChildren, param?: IN): OUT;
  values(children: ValuesCstChildren, param?: IN): OUT;
  value(children: ValueCstChildren, param?: IN): OUT;
  operand(children: OperandCstChildren, param?: IN): OUT;
  plainOperand(children: PlainOperandCstChildren, param?: IN): OUT;
  group(children: GroupCstChildren, param?: IN): OUT;
  list(children: ListCstChildren, param?: IN): OUT;
  nameless(children: NamelessCstChildren, param?: IN): OUT;
}


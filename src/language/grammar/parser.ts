import { type CstNode, CstParser, type ParserMethod } from "chevrotain";
import {
  BracedOptionName,
  Close,
  CloseGroup,
  CloseList,
  Comma,
  Equals,
  Newline,
  Open,
  OpenGroup,
  OpenList,
  Operator,
  OptionName,
  Other,
  Quantity,
  Semicolon,
  Sign,
  StatementName,
  Text,
  tokens,
  Word,
} from "./tokens.ts";

type Rule = ParserMethod<[], CstNode>;

/**
 * The syntax of one statement. It says how words, numbers, options and braces group; which options a statement has, and
 * what they take, is in the tables of src/statements: a mistyped option is a wrong name there, not a syntax error here.
 */
export class StatementParser extends CstParser {
  constructor({ skipValidations }: { skipValidations: boolean }) {
    super(tokens, { maxLookahead: 1, recoveryEnabled: false, nodeLocationTracking: "none", skipValidations });
    this.performSelfAnalysis();
  }

  /** `data pets from folder`, options on the line, then options in braces. */
  readonly statement: Rule = this.RULE("statement", () => {
    this.OR([
      { ALT: () => this.CONSUME(StatementName) },
      // A mistyped keyword, or anything else in the place of a statement.
      { ALT: () => this.SUBRULE(this.unknown) },
    ]);
    this.SUBRULE(this.values);
    this.MANY(() => this.SUBRULE(this.clause));
    this.OPTION(() => this.SUBRULE(this.block));
  });

  readonly unknown: Rule = this.RULE("unknown", () => {
    this.OR([{ ALT: () => this.CONSUME(Other) }, { ALT: () => this.SUBRULE(this.block) }]);
  });

  /** An option on the line. Braces belong to the statement, unless the option has its own. */
  readonly clause: Rule = this.RULE("clause", () => {
    this.OR([
      {
        ALT: () => {
          this.CONSUME(OptionName);
          this.SUBRULE(this.values);
        },
      },
      {
        ALT: () => {
          this.CONSUME(BracedOptionName);
          this.SUBRULE2(this.values);
          this.OPTION(() => this.SUBRULE(this.block));
        },
      },
    ]);
  });

  readonly block: Rule = this.RULE("block", () => {
    this.CONSUME(Open);
    this.MANY(() => {
      this.OR([
        { ALT: () => this.CONSUME(Newline) },
        { ALT: () => this.CONSUME(Semicolon) },
        { ALT: () => this.CONSUME(Comma) },
        { ALT: () => this.SUBRULE(this.entry) },
      ]);
    });
    this.CONSUME(Close);
  });

  /** An option in braces, mistyped ones included; a value without an option is kept to be reported. */
  readonly entry: Rule = this.RULE("entry", () => {
    this.OR([
      { ALT: () => this.CONSUME(OptionName) },
      { ALT: () => this.CONSUME(BracedOptionName) },
      { ALT: () => this.CONSUME(Word) },
      { ALT: () => this.SUBRULE(this.nameless) },
    ]);
    this.SUBRULE(this.values);
    this.OPTION(() => this.SUBRULE(this.block));
  });

  readonly values: Rule = this.RULE("values", () => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.value) }, { ALT: () => this.CONSUME(Comma) }, { ALT: () => this.CONSUME(Equals) }]);
    });
  });

  /** Values side by side are several; operators make one of two. The visitor knows which binds first. */
  readonly value: Rule = this.RULE("value", () => {
    this.SUBRULE(this.operand);
    this.MANY(() => {
      this.CONSUME(Operator);
      this.SUBRULE2(this.operand);
    });
  });

  readonly operand: Rule = this.RULE("operand", () => {
    this.MANY(() => this.CONSUME(Sign));
    this.OR([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.SUBRULE(this.plainOperand) }]);
  });

  /** What cannot be taken for the name of an option. */
  readonly plainOperand: Rule = this.RULE("plainOperand", () => {
    this.OR([
      { ALT: () => this.CONSUME(Quantity) },
      { ALT: () => this.CONSUME(Text) },
      { ALT: () => this.SUBRULE(this.group) },
      { ALT: () => this.SUBRULE(this.list) },
    ]);
  });

  readonly group: Rule = this.RULE("group", () => {
    this.CONSUME(OpenGroup);
    this.SUBRULE(this.value);
    this.CONSUME(CloseGroup);
  });

  readonly list: Rule = this.RULE("list", () => {
    this.CONSUME(OpenList);
    this.SUBRULE(this.values);
    this.CONSUME(CloseList);
  });

  /** A value that begins with nothing that could be the name of an option. */
  readonly nameless: Rule = this.RULE("nameless", () => {
    this.OR([
      {
        ALT: () => {
          this.AT_LEAST_ONE(() => this.CONSUME(Sign));
          this.OR2([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.SUBRULE(this.plainOperand) }]);
        },
      },
      { ALT: () => this.SUBRULE2(this.plainOperand) },
    ]);
    this.MANY(() => {
      this.CONSUME(Operator);
      this.SUBRULE(this.operand);
    });
  });
}

export const parser = new StatementParser({ skipValidations: true });

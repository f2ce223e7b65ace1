import { type CstNode, CstParser, type ParserMethod } from "chevrotain";
import {
  BracedOptionName,
  Close,
  Comma,
  Newline,
  Open,
  OptionName,
  Other,
  Quantity,
  Semicolon,
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
      // A mistyped keyword, or whatever else stands where a statement should begin.
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
      { ALT: () => this.SUBRULE(this.literal) },
    ]);
    this.SUBRULE(this.values);
    this.OPTION(() => this.SUBRULE(this.block));
  });

  readonly values: Rule = this.RULE("values", () => {
    this.MANY(() => {
      this.OR([{ ALT: () => this.SUBRULE(this.value) }, { ALT: () => this.CONSUME(Comma) }]);
    });
  });

  readonly value: Rule = this.RULE("value", () => {
    this.OR([{ ALT: () => this.CONSUME(Word) }, { ALT: () => this.CONSUME(Quantity) }, { ALT: () => this.CONSUME(Text) }]);
  });

  /** A value that cannot be taken for the name of an option. */
  readonly literal: Rule = this.RULE("literal", () => {
    this.OR([{ ALT: () => this.CONSUME(Quantity) }, { ALT: () => this.CONSUME(Text) }]);
  });
}

export const parser = new StatementParser({ skipValidations: true });

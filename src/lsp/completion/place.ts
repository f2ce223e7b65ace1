import { type IToken, tokenMatcher } from "chevrotain";
import type { Span } from "../../common/span.ts";
import type { Expression } from "../../language/ast.ts";
import { disambiguateExpressions } from "../../language/disambiguate_expressions.ts";
import { disambiguateNames } from "../../language/disambiguate_names.ts";
import { parser } from "../../language/grammar/parser.ts";
import {
  BarePath,
  BracedOptionName,
  Close,
  CloseGroup,
  CloseList,
  Comma,
  Equals,
  Identifier,
  lexer,
  Newline,
  Open,
  OpenGroup,
  OpenList,
  OpenText,
  Operator,
  OptionName,
  Quantity,
  Sign,
  StatementName,
  Stray,
  Word,
} from "../../language/grammar/tokens.ts";
import { builder, spanOf } from "../../language/grammar/visitor.ts";
import { isSeparator } from "../../language/split.ts";
import { type Owner, ownerOf } from "../../language/walk.ts";
import { optionIn } from "../../statements/index.ts";
import { meantBy } from "../../statements/meant_by.ts";
import { optionMeant } from "../../statements/other_words.ts";
import type { Options, StatementKind } from "../../statements/statement.ts";

/** The place of a cursor, and what is before it there. It knows only the text before the cursor: the text after it may be broken. */
export interface Place {
  /** What is being typed; `unit`: the letters behind a number; `text`: within quotes; `path`: a path without them. */
  typing: "word" | "unit" | "text" | "path";
  /** The part that is there already. */
  typed: string;
  /** Where it stands. */
  span: Span;
  /** The number before a unit. */
  number: string | null;
  /** The statement; null where one may begin here. */
  statement: StatementKind | null;
  /** Whether the statement is in the braces of an experiment. */
  inExperiment: boolean;
  /** The options that may begin here, and those of them that are given already. */
  options: Options;
  given: readonly string[];
  /** What takes the values: the statement, or its option; null in braces where only an option may begin, and behind what makes no values. */
  owner: Owner | null;
  /** The values that it has so far. */
  values: readonly Expression[];
  /** Whether a value is computed here: behind an operator or in brackets. */
  isComputed: boolean;
}

/** The place of a cursor; null in comments, and behind what is half a number or makes no sense. */
export function placeAt(text: string, offset: number): Place | null {
  const { tokens: found, groups } = lexer.tokenize(text.slice(0, offset));
  const comment = groups.comments.at(-1);
  if (comment && spanOf(comment).end === offset) return null;
  const tokensBefore = disambiguateNames(disambiguateExpressions(found));
  // Half of a number, as in `zoom 1.`, or what has no place in an experiment.
  const before = tokensBefore.at(-1);
  const isDot = before?.tokenType === Stray && before.image === ".";
  const beforeDot = tokensBefore.at(-2);
  // The dot of a name is the beginning of one: `layer2.`
  const dotted = isDot && beforeDot?.tokenType === Identifier && spanOf(beforeDot).end === before.startOffset ? beforeDot : null;
  if (!dotted && before?.tokenType === Stray && spanOf(before).end === offset) return null;
  const tokens = tokensBefore.filter(({ tokenType }) => tokenType !== Stray);
  const last = tokens.at(-1);
  const typed: ReturnType<typeof typedIn> =
    dotted && spanOf(before!).end === offset
      ? { typing: "path", typed: `${dotted.image}.`, span: { start: dotted.startOffset, end: offset }, number: null }
      : last && spanOf(last).end === offset
        ? typedIn(last)
        : null;
  const rest = typed ? tokens.slice(0, -1) : tokens;
  const cursor = { start: offset, end: offset };
  return { ...surroundings(rest), ...(typed ?? { typing: "word", typed: "", span: cursor, number: null }) };
}

/** What the last token before the cursor is the beginning of. */
function typedIn(token: IToken): Pick<Place, "typing" | "typed" | "span" | "number"> | null {
  const { tokenType, image } = token;
  const span = spanOf(token);
  if (tokenType === OpenText) return { typing: "text", typed: image.slice(1), span: { ...span, start: span.start + 1 }, number: null };
  if (tokenType === BarePath) return { typing: "path", typed: image, span, number: null };
  if (tokenType === Quantity) {
    const [, number, unit] = /^(.*?[\d.])([A-Za-z%]*)$/s.exec(image) ?? [];
    return number === undefined ? null : { typing: "unit", typed: unit, span: { ...span, start: span.end - unit.length }, number };
  }
  const isWord = tokenMatcher(token, Word) || tokenMatcher(token, OptionName) || tokenMatcher(token, BracedOptionName);
  return isWord ? { typing: "word", typed: image, span, number: null } : null;
}

/** Braces that are open: those that hold statements, or those with options. */
interface Frame {
  statement: StatementKind | null;
  holdsStatements: boolean;
  options: Options;
  given: string[];
}

/** What is being read. */
interface State {
  frames: Frame[];
  statement: StatementKind | null;
  /** Whether a statement has begun, be it an unknown one. */
  isBegun: boolean;
  given: string[];
  owner: Owner | null;
  /** Options of the braces of the option that is being given. */
  own: Options | undefined;
  values: IToken[];
}

function surroundings(tokens: readonly IToken[]): Omit<Place, "typing" | "typed" | "span" | "number"> {
  const state: State = {
    frames: [{ statement: null, holdsStatements: true, options: {}, given: [] }],
    statement: null,
    isBegun: false,
    given: [],
    owner: null,
    own: undefined,
    values: [],
  };
  for (const [i, token] of tokens.entries()) advance(state, token, tokens, i);
  const { frames, statement, isBegun, given, owner, values } = state;
  const frame = frames.at(-1)!;
  const read = valuesOf(values);
  return {
    statement: frame.holdsStatements ? statement : frame.statement,
    inExperiment: frames.length > 1 && frames[1].holdsStatements,
    options: isBegun || !frame.holdsStatements ? optionsHere(state) : {},
    given,
    owner: read && owner,
    values: read?.values ?? [],
    isComputed: read?.isComputed ?? false,
  };
}

function optionsHere({ frames, statement }: State): Options {
  const frame = frames.at(-1)!;
  return frame.holdsStatements ? (statement?.options ?? {}) : frame.options;
}

const begin = (state: State, statement: StatementKind | null, isBegun: boolean): void =>
  void Object.assign(state, { statement, isBegun, owner: statement, own: undefined, values: [], given: [] });
const betweenOptions = (state: State): void => void Object.assign(state, { owner: null, own: undefined, values: [] });

function advance(state: State, token: IToken, tokens: readonly IToken[], i: number): void {
  const { frames, statement, given, own } = state;
  // Where a brace is not closed yet, the next statement that begins a line closes it.
  if (tokenMatcher(token, StatementName) && i > 0 && isSeparator(tokens[i - 1]))
    while (!frames.at(-1)!.holdsStatements) {
      frames.pop();
      begin(state, null, false);
    }
  const frame = frames.at(-1)!;
  const options = optionsHere(state);
  if (token.tokenType === Open) {
    const holdsStatements = frame.holdsStatements && statement?.holdsStatements === true;
    frames.push({ statement, holdsStatements, options: own ?? options, given: own ? [] : given });
    if (holdsStatements) begin(state, null, false);
    else betweenOptions(state);
    state.given = frames.at(-1)!.given;
  } else if (token.tokenType === Close) {
    if (frames.length > 1) frames.pop();
    if (frame.holdsStatements) begin(state, null, false);
    else betweenOptions(state);
    if (!frame.holdsStatements) state.given = frames.at(-1)!.given;
  } else if (frame.holdsStatements && isSeparator(token)) {
    // A brace on the line below still belongs to its statement.
    if (token.tokenType !== Newline || nextVisible(tokens, i) !== Open) begin(state, null, false);
  } else if (isSeparator(token) || (token.tokenType === Comma && !frame.holdsStatements)) betweenOptions(state);
  else if (frame.holdsStatements && !state.isBegun) begin(state, meantBy(token.image), true);
  else {
    const mayBeOption = tokenMatcher(token, OptionName) || tokenMatcher(token, BracedOptionName);
    const meant = optionMeant(token.image);
    const option = mayBeOption || !state.owner || meant !== token.image ? optionIn(options, meant) : null;
    if (!option) state.values.push(token);
    else {
      Object.assign(state, { owner: ownerOf(option.name, option.row), own: option.row.block, values: [] });
      given.push(option.name);
    }
  }
}

function nextVisible(tokens: readonly IToken[], from: number): IToken["tokenType"] | undefined {
  return tokens.slice(from).find(({ tokenType }) => tokenType !== Newline)?.tokenType;
}

/** The values that the tokens of a place make, but for the one that is not whole yet; null where they make none. */
function valuesOf(tokens: readonly IToken[]): Pick<Place, "values" | "isComputed"> | null {
  const open: number[] = [];
  for (const [i, { tokenType }] of tokens.entries())
    if (tokenType === OpenGroup || tokenType === OpenList) open.push(i);
    else if (tokenType === CloseGroup || tokenType === CloseList) open.pop();
  const whole = tokens.slice(0, open[0] ?? tokens.length);
  let isComputed = open.length > 0;
  // The value before an operator is the first half of the one that is being typed.
  let isSecond = false;
  for (let last = whole.at(-1); last && (tokenMatcher(last, Operator) || tokenMatcher(last, Sign)); last = whole.at(-1)) {
    whole.pop();
    isComputed = true;
    isSecond = endsValue(whole.at(-1));
  }
  parser.input = whole;
  const cst = parser.values();
  if (parser.errors.length > 0) return null;
  const values = builder.visit(cst) as Expression[];
  return { values: isSecond ? values.slice(0, -1) : values, isComputed };
}

const endsValue = (token: IToken | undefined): boolean =>
  token !== undefined && token.tokenType !== Equals && token.tokenType !== Comma && !tokenMatcher(token, Operator);

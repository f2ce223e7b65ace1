import { code } from "../common/words.ts";

/** The result of an expression. */
export type Value = NumberValue | TextValue | { kind: "list"; items: Scalar[] };
export type Scalar = NumberValue | TextValue;
/** `number` counts in `unit`: 20% is 20 of `%`. */
export interface NumberValue {
  kind: "number";
  number: number;
  unit: string;
}
export interface TextValue {
  kind: "text";
  text: string;
}

/** Numbers of one dimension can be added. A percentage is a number without a dimension. */
const units: Record<string, { dimension: "" | "px" | "deg" | "bytes"; factor: number }> = {
  "": { dimension: "", factor: 1 },
  "%": { dimension: "", factor: 0.01 },
  px: { dimension: "px", factor: 1 },
  deg: { dimension: "deg", factor: 1 },
  MB: { dimension: "bytes", factor: 1e6 },
  MiB: { dimension: "bytes", factor: 2 ** 20 },
  GB: { dimension: "bytes", factor: 1e9 },
  GiB: { dimension: "bytes", factor: 2 ** 30 },
  TB: { dimension: "bytes", factor: 1e12 },
};
export const unitNames: readonly string[] = Object.keys(units).filter(Boolean);
export const isUnit = (unit: string): boolean => Object.hasOwn(units, unit);
export const dimensionOf = ({ unit }: NumberValue): string => units[unit].dimension;

/** A number as people write it: no binary tail, no needless exponent. */
export const trimmed = (n: number): string => String(Number(n.toPrecision(12))).replace("e+", "e");
/** 0.1 + 0.2 is 0.3. */
const rounded = (n: number): number => Number(n.toPrecision(15));

/** `number` in another unit of its dimension. */
export const inUnit = ({ number, unit }: NumberValue, other: string): number =>
  unit === other
    ? number
    : rounded(other === "%" ? number * units[unit].factor * 100 : (number * units[unit].factor) / units[other].factor);

/** A value in the syntax of the language. */
export function shown(value: Value): string {
  switch (value.kind) {
    case "number":
      return trimmed(value.number) + value.unit;
    case "text":
      return `"${value.text.replaceAll('"', '\\"')}"`;
    case "list":
      return `[${value.items.map(shown).join(", ")}]`;
  }
}

/** The type and unit of a value, for messages. */
export function typeOf(value: Value): string {
  if (value.kind !== "number") return value.kind === "text" ? "text" : "a list";
  if (value.unit === "") return "a number";
  return value.unit === "%" ? "a percentage" : `a number in ${code(value.unit)}`;
}

type Operator = "+" | "-" | "*" | "/";
export type ArithmeticError = "unit-mismatch" | "division-by-zero" | "too-great";

/** The result of an operator on two numbers, or the name of the problem. */
export function calculate(a: NumberValue, operator: Operator, b: NumberValue): NumberValue | ArithmeticError {
  const [left, right] = [dimensionOf(a), dimensionOf(b)];
  const result = (number: number, unit: string): NumberValue | ArithmeticError =>
    Number.isFinite(number) ? { kind: "number", number: rounded(number), unit } : "too-great";
  switch (operator) {
    case "+":
    case "-": {
      if (left !== right) return "unit-mismatch";
      // 1 - 20% is a number; 30% - 20% is a percentage.
      const unit = left === "" && a.unit !== b.unit ? "" : a.unit;
      const [x, y] = [inUnit(a, unit), inUnit(b, unit)];
      return result(operator === "+" ? x + y : x - y, unit);
    }
    case "*":
      if (left !== "" && right !== "") return "unit-mismatch";
      if (right === "") return result((left === "" ? inUnit(a, "") : a.number) * inUnit(b, ""), left === "" ? "" : a.unit);
      return result(inUnit(a, "") * b.number, b.unit);
    case "/":
      if (b.number === 0) return "division-by-zero";
      if (right === "") return left === "" ? result(inUnit(a, "") / inUnit(b, ""), "") : result(a.number / inUnit(b, ""), a.unit);
      return left === right ? result(inUnit(a, b.unit) / b.number, "") : "unit-mismatch";
  }
}

import type { Shape } from "../../../common/tensor.ts";

/** Element types that a program computes in. */
export type Element = "f32" | "bf16" | "ui32" | "i32" | "ui8" | "i1";

/** A value of the program: its name in the text, as `%12`. */
export interface Ssa {
  name: string;
  shape: Shape;
  element: Element;
}

/** `tensor<2x3xf32>`. */
export const tensorType = ({ shape, element }: Pick<Ssa, "shape" | "element">): string => `tensor<${[...shape, element].join("x")}>`;

import { Failure } from "../../common/failure.ts";
import { GraphBuilder } from "../../graph/build.ts";
import type { Session } from "../engine.ts";
import { factors, type Multiplied } from "./self_test.ts";

/** The product as a convolution of 1 x 1 as well: that is what the engine is for. */
export async function convolveBy(session: Session): Promise<Omit<Multiplied, "library">> {
  const g = new GraphBuilder();
  const x = g.input("a", [2, 2]);
  const y = g.input("b", [2, 2]);
  g.fetch("product", g.op("matmul", [x, y], { transposeA: false, transposeB: false }));
  const image = g.op("reshape", [x], { shape: [2, 1, 1, 2] });
  const filter = g.op("reshape", [y], { shape: [1, 1, 2, 2] });
  g.fetch("convolved", g.op("conv2d", [image, filter], { strides: [1, 1], pads: [0, 0, 0, 0], relu: false }));
  const { product, convolved } = await (await session.compile(g.graph)).run(factors);
  await session.close();
  if (convolved.join() !== product.join())
    throw new Failure("machine", `it multiplies to [${product.join(" ")}], and convolves to [${convolved.join(" ")}]`);
  return { device: session.isGpu ? session.device : "CPU", isGpu: session.isGpu, product };
}

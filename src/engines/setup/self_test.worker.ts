import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import type { EngineName, Session } from "../engine.ts";
import { answer } from "../helper.ts";
import type { TfjsName } from "../tfjs/backends.ts";
import type { SelfTested } from "./self_test.ts";

/** Starts the engine that lies in `place` and multiplies two matrices. */
async function selfTest(engine: EngineName, place: string): Promise<SelfTested> {
  const { product, ...found } = await multiply[engine](place);
  if (product.join() !== "19,22,43,50")
    throw new Failure("machine", `it multiplies [1 2; 3 4] by [5 6; 7 8] to [${[...product].join(" ")}]`);
  return found;
}

type Multiplied = SelfTested & { product: Float32Array };
const [a, b] = [Float32Array.of(1, 2, 3, 4), Float32Array.of(5, 6, 7, 8)];

const multiply: Record<EngineName, (place: string) => Promise<Multiplied>> = {
  onednn: multiplyOnednn,
  xla: multiplyXla,
  tensorflow: place => multiplyTfjs("tensorflow", place),
  webgpu: place => multiplyTfjs("webgpu", place),
  wasm: place => multiplyTfjs("wasm", place),
};

async function multiplyTfjs(engine: TfjsName, place: string): Promise<Multiplied> {
  const { startBackend } = await import("../tfjs/backends.ts");
  const { tf, device, isGpu, library } = await startBackend(engine, { threads: 1, places: [place] });
  const product = (await tf.matMul(tf.tensor2d(a, [2, 2]), tf.tensor2d(b, [2, 2])).data()) as Float32Array;
  return { device, isGpu, library, product };
}

async function multiplyOnednn(place: string): Promise<Multiplied> {
  const { loadAddon } = await import("../onednn/addon.ts");
  const { addon } = await import("../onednn/locate.ts");
  const { openSession } = await import("../onednn/session.ts");
  const file = join(place, addon.file);
  const library = `oneDNN ${loadAddon(file).version}`;
  return { ...(await convolveBy(openSession(file, { threads: 1 }))), library };
}

async function multiplyXla(place: string): Promise<Multiplied> {
  const { addon } = await import("../xla/locate.ts");
  const { openSession } = await import("../xla/session.ts");
  const { readPlugin } = await import("../xla/plugins.ts");
  const plugin = readPlugin(place);
  if (!plugin) throw new Failure("machine", "there is no plugin");
  const session = await openSession(join(place, addon.file), plugin, { devices: 1 });
  return { ...(await convolveBy(session)), library: session.library };
}

/** The product as a convolution of 1 x 1 as well: that is what the engine is for. */
async function convolveBy(session: Session): Promise<Omit<Multiplied, "library">> {
  const { GraphBuilder } = await import("../../graph/build.ts");
  const g = new GraphBuilder();
  const x = g.input("a", [2, 2]);
  const y = g.input("b", [2, 2]);
  g.fetch("product", g.op("matmul", [x, y], { transposeA: false, transposeB: false }));
  const image = g.op("reshape", [x], { shape: [2, 1, 1, 2] });
  const filter = g.op("reshape", [y], { shape: [1, 1, 2, 2] });
  g.fetch("convolved", g.op("conv2d", [image, filter], { strides: [1, 1], pads: [0, 0, 0, 0], relu: false }));
  const { product, convolved } = await (await session.compile(g.graph)).run({ a, b });
  await session.close();
  if (convolved.join() !== product.join())
    throw new Failure("machine", `it multiplies to [${product.join(" ")}], and convolves to [${convolved.join(" ")}]`);
  return { device: session.isGpu ? session.device : "CPU", isGpu: session.isGpu, product };
}

const [engine, place] = process.argv.slice(2);
answer(await selfTest(engine as EngineName, place).catch(({ message, fix }: Failure) => ({ message, fix })));

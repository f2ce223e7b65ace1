import { factors, type Multiplied } from "../setup/self_test.ts";
import { startBackend, type TfjsName } from "./backends.ts";

export async function multiply(engine: TfjsName, place: string): Promise<Multiplied> {
  const { tf, device, isGpu, library } = await startBackend(engine, { threads: 1, places: [place] });
  const [a, b] = [tf.tensor2d(factors.a, [2, 2]), tf.tensor2d(factors.b, [2, 2])];
  const product = (await tf.matMul(a, b).data()) as Float32Array;
  return { device, isGpu, library, product };
}

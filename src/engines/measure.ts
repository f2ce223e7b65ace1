import { type Shape, size } from "../common/tensor.ts";
import { GraphBuilder } from "../graph/build.ts";
import { flops } from "../graph/cost.ts";
import type { Graph, Value } from "../graph/graph.ts";
import type { Session } from "./engine.ts";

/** What an engine reaches, in floating-point operations a second. */
export interface Rates {
  /** Products of 512 x 512 matrices. */
  matmul: number;
  /** 3x3 convolutions of 64 channels on a map of 56 x 56, as in the first blocks of a resnet. */
  convolution: number;
}

interface Probe {
  x: Shape;
  y: Shape;
  link(b: GraphBuilder, x: Value, y: Value): Value;
}

const probes: Record<keyof Rates, Probe> = {
  matmul: {
    x: [512, 512],
    y: [512, 512],
    link: (b, x, y) => b.op("matmul", [x, y], { transposeA: false, transposeB: false }),
  },
  convolution: {
    x: [1, 56, 56, 64],
    y: [3, 3, 64, 64],
    link: (b, x, y) => b.op("conv2d", [x, y], { strides: [1, 1], pads: [1, 1, 1, 1], relu: false }),
  },
};

/** A run has to take so long, in seconds, that its start and its one fetched number do not count. */
const leastSeconds = 0.1;
/** No run is started any more after so long: an engine in software may take seconds for the shortest. */
const enoughSeconds = 1;
const longestChain = 1024;

/** Runs chains of one op, each four times as long as the last, until they take long enough; the best counts. Takes some two seconds. */
export async function measure(session: Session): Promise<Rates> {
  return { matmul: await rateOf(session, probes.matmul), convolution: await rateOf(session, probes.convolution) };
}

async function rateOf(session: Session, probe: Probe): Promise<number> {
  const { x, y } = probe;
  // Each output is about as large as its input, however long the chain.
  await session.write({ x: filled(x, 1), y: filled(y, y.at(-1)! / size(y)) });
  const deadline = performance.now() + 1000 * enoughSeconds;
  let best = 0;
  for (let links = 1; links <= longestChain; links *= 4) {
    const graph = chain(probe, links);
    let seconds = 0;
    // The first run of a graph may compile kernels.
    for (let i = 0; i < 3 && (i === 0 || performance.now() < deadline); i++) {
      seconds = await timed(session, graph);
      best = Math.max(best, flops(graph) / seconds);
    }
    if (seconds > leastSeconds || performance.now() > deadline) break;
  }
  return best;
}

function chain({ x, y, link }: Probe, links: number): Graph {
  const b = new GraphBuilder();
  let value = b.state("x", x);
  for (let i = 0; i < links; i++) value = link(b, value, b.state("y", y));
  b.fetch("sum", b.op("sum", [value], { axes: x.map((_, axis) => axis), keepAxes: false }));
  return b.graph;
}

async function timed(session: Session, graph: Graph): Promise<number> {
  const executable = await session.compile(graph);
  const started = performance.now();
  await executable.run({});
  const seconds = (performance.now() - started) / 1000;
  await executable.dispose();
  return seconds;
}

const filled = (shape: Shape, value: number) => ({ shape, data: new Float32Array(size(shape)).fill(value) });

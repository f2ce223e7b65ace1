import { parentPort, workerData } from "node:worker_threads";
import { Failure } from "../../common/failure.ts";
import { failureOf } from "../failures.ts";
import { startBackend } from "./backends.ts";
import { Interpreter } from "./interpreter.ts";
import { kernelsOf } from "./kernels/index.ts";
import type { Message, Reply, SentError, Started, WorkerData } from "./protocol.ts";

/** The engine's own thread: one interpreter, asked in order. */
const port = parentPort!;
const { engine, options } = workerData as WorkerData;

const answer = {
  write: (i: Interpreter, { state }: Message & { kind: "write" }) => i.write(state),
  read: (i: Interpreter, { names }: Message & { kind: "read" }) => i.read(names),
  compile: (i: Interpreter, { graph }: Message & { kind: "compile" }) => i.compile(graph),
  run: (i: Interpreter, { program, feeds }: Message & { kind: "run" }) => i.run(program, feeds),
  dispose: (i: Interpreter, { program }: Message & { kind: "dispose" }) => i.dispose(program),
  memory: (i: Interpreter) => i.bytes,
} satisfies Record<Message["kind"], unknown>;

/** The buffers of a result, which move to the other thread instead of being copied. */
const buffersOf = (result: unknown): ArrayBuffer[] =>
  typeof result === "object" && result !== null
    ? Object.values(result).flatMap(v =>
        v instanceof Float32Array
          ? [v.buffer as ArrayBuffer]
          : buffersOf((v as { data?: unknown })?.data ? { data: (v as { data: unknown }).data } : undefined),
      )
    : [];

const sent = ({ message, stack, fault, fix }: Error & Partial<Failure>): SentError => ({ message, stack, fault, fix });

try {
  const { tf, device, isGpu } = await startBackend(engine, options);
  const interpreter = new Interpreter(tf, kernelsOf(engine));
  let queue: Promise<void> = Promise.resolve();
  port.on("message", (message: Message) => {
    queue = queue.then(async () => {
      try {
        const result = await (answer[message.kind] as (i: Interpreter, m: Message) => unknown)(interpreter, message);
        port.postMessage({ id: message.id, result } satisfies Reply, buffersOf(result));
      } catch (error) {
        const failure = failureOf(error as Error, engine);
        // A graph that stops half way leaves some of its state updated, and the rest not.
        const ends = failure !== null || message.kind === "run";
        port.postMessage({ id: message.id, error: sent(failure ?? (error as Error)), ends } satisfies Reply);
      }
    });
  });
  port.postMessage({ ready: true, device, isGpu } satisfies Started);
} catch (error) {
  const { message, stack } = error as Error;
  const fix = error instanceof Failure ? error.fix : undefined;
  port.postMessage({
    ready: false,
    error: { message: fix === undefined && !(error instanceof Failure) ? (stack ?? message) : message, fix },
  } satisfies Started);
}

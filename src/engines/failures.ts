import { Failure } from "../common/failure.ts";

const smaller = "give a smaller `batch` in the data statement";

/** A batch needs more memory than the engine can have. */
export class OutOfMemory extends Failure {
  constructor(engine: string, fix = smaller) {
    super("machine", `the engine ${engine} ran out of memory: a batch needs more than it can have here`, fix);
  }
}

const lostGpu = (engine: string): Failure =>
  new Failure("machine", `the engine ${engine} lost its GPU: its driver gave up, most often for want of memory`, smaller);

/** What libraries say where memory or the GPU fails them, and what that means; the first that fits. */
const signs: { says: RegExp; means(engine: string): Failure }[] = [
  // TensorFlow and XLA, on a GPU and on a CPU.
  { says: /OOM when allocating|ResourceExhausted|RESOURCE_EXHAUSTED|std::bad_alloc/, means: engine => new OutOfMemory(engine) },
  // WebAssembly's C++: scratch memory that it does not get ends it, or is written to regardless. Status 6 is XNNPACK's out of memory.
  {
    says: /^Aborted\(|XNN status for .* Got status 6\b|memory access out of bounds|Cannot enlarge memory|could not grow/i,
    means: engine => new OutOfMemory(engine),
  },
  // V8, Dawn, Vulkan below it, and CUDA.
  { says: /Array buffer allocation failed|out of memory|OUT_OF_((DEVICE|HOST)_)?MEMORY/i, means: engine => new OutOfMemory(engine) },
  // After any other error of its own, a CUDA context does nothing more.
  { says: /device (was|is) lost|device lost|DEVICE_LOST|CUDA_ERROR_[A-Z_]+/i, means: lostGpu },
];

/** The `Failure` that an engine's error stands for, where it is the machine that falls short; null for our own mistakes. */
export function failureOf(error: Error, engine: string): Failure | null {
  if (error instanceof Failure) return error;
  return signs.find(({ says }) => says.test(error.message))?.means(engine) ?? null;
}

import { closeSync, openSync, read as readCallback, readSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { Failure } from "../../common/failure.ts";
import { type DType, dtypes } from "./dtypes.ts";

const read = promisify(readCallback);

/**
 * A file read in pieces: files of weights have hundreds of megabytes, of which a model needs one tensor at a time. What describes the
 * tensors is short and is read at once, so that `exp check` can look at it; the elements are waited for.
 */
export class ByteFile {
  readonly path: string;
  readonly size: number;
  readonly #descriptor: number;
  private constructor(path: string, size: number, descriptor: number) {
    this.path = path;
    this.size = size;
    this.#descriptor = descriptor;
  }

  /** Throws a `Failure` if there is no such file, or it cannot be read. */
  static open(path: string): ByteFile {
    try {
      // Before it is opened: to open a pipe waits for who writes into it.
      const found = statSync(path);
      if (found.isFile()) return new ByteFile(path, found.size, openSync(path, "r"));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Failure("data", `cannot read the weights \`${path}\`: ${code === "ENOENT" ? "there is no such file" : message}`);
    }
    throw new Failure("data", `cannot read the weights \`${path}\`: it is not a file`);
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  /** Bytes `[at, at + length)`, read at once. */
  bytes(at: number, length: number): Buffer {
    if (at + length > this.size) throw this.failure("it is cut short");
    const into = Buffer.alloc(length);
    for (let done = 0; done < length; ) done += this.#advanced(readSync(this.#descriptor, into, done, length - done, at + done));
    return into;
  }

  /** `count` elements of a type, from byte `at`, as float32; float32 itself is read without a copy. */
  async elements(dtype: DType, at: number, count: number): Promise<Float32Array> {
    const { bytes, decode } = dtypes[dtype];
    const length = count * bytes;
    if (at + length > this.size) throw this.failure("it is cut short");
    const raw = new Uint8Array(length);
    for (let done = 0; done < length; ) {
      const { bytesRead } = await read(this.#descriptor, raw, done, length - done, at + done);
      done += this.#advanced(bytesRead);
    }
    return decode(raw);
  }

  #advanced(bytesRead: number): number {
    if (bytesRead === 0) throw this.failure("it became shorter while it was read");
    return bytesRead;
  }

  /** What is wrong with the file, and the fix. */
  failure(cause: string, fix = "download or save the file again"): Failure {
    return new Failure("data", `the weights \`${this.path}\` cannot be used: ${cause}`, fix);
  }
}

import { type FileHandle, open, stat } from "node:fs/promises";
import { Failure } from "../../common/failure.ts";
import { type DType, dtypes } from "./dtypes.ts";

/** A file read in pieces: files of weights have hundreds of megabytes, of which a model needs one tensor at a time. */
export class ByteFile {
  readonly path: string;
  readonly size: number;
  private readonly handle: FileHandle;
  private constructor(path: string, size: number, handle: FileHandle) {
    this.path = path;
    this.size = size;
    this.handle = handle;
  }

  /** Throws a `Failure` where there is no such file, or it cannot be read. */
  static async open(path: string): Promise<ByteFile> {
    try {
      // Before it is opened: to open a pipe waits for who writes into it.
      const found = await stat(path);
      if (found.isFile()) return new ByteFile(path, found.size, await open(path, "r"));
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      throw new Failure("data", `cannot read the weights \`${path}\`: ${code === "ENOENT" ? "there is no such file" : message}`);
    }
    throw new Failure("data", `cannot read the weights \`${path}\`: it is not a file`);
  }

  close(): Promise<void> {
    return this.handle.close();
  }

  /** Bytes `[at, at + into.length)`. */
  async readInto(into: Uint8Array, at: number): Promise<void> {
    if (at + into.length > this.size) throw this.failure("it is cut short");
    for (let done = 0; done < into.length; ) {
      const { bytesRead } = await this.handle.read(into, done, into.length - done, at + done);
      if (bytesRead === 0) throw this.failure("it became shorter while it was read");
      done += bytesRead;
    }
  }

  async bytes(at: number, length: number): Promise<Buffer> {
    if (at + length > this.size) throw this.failure("it is cut short");
    const into = Buffer.alloc(length);
    await this.readInto(into, at);
    return into;
  }

  /** `count` elements of a type, from byte `at`, as float32; float32 itself is read without a copy. */
  async elements(dtype: DType, at: number, count: number): Promise<Float32Array> {
    const { bytes, decode } = dtypes[dtype];
    if (at + count * bytes > this.size) throw this.failure("it is cut short");
    const raw = new Uint8Array(count * bytes);
    await this.readInto(raw, at);
    return decode(raw);
  }

  /** What is wrong with the file, and the way out. */
  failure(cause: string, fix = "download or save the file again"): Failure {
    return new Failure("data", `the weights \`${this.path}\` cannot be used: ${cause}`, fix);
  }
}

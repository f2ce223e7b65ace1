import { createHash } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";

/** Executables that XLA compiled once, in a folder, by a hash of all that they depend on: a second start compiles nothing. */
export class Compiled {
  private readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** Of a program, and of what runs it. */
  keyOf(program: string, runner: readonly string[]): string {
    return createHash("sha256")
      .update(JSON.stringify([program, ...runner]))
      .digest("hex");
  }

  async read(key: string): Promise<Uint8Array | null> {
    try {
      const bytes = await readFile(this.fileOf(key));
      // The hash of the contents stands first: a file that was cut or changed counts as none.
      const [hash, contents] = [bytes.subarray(0, 32), bytes.subarray(32)];
      return createHash("sha256").update(contents).digest().equals(hash) ? contents : null;
    } catch {
      return null;
    }
  }

  async write(key: string, contents: Uint8Array): Promise<void> {
    const hash = createHash("sha256").update(contents).digest();
    await writeAtomic(this.fileOf(key), Buffer.concat([hash, contents]));
  }

  remove(key: string): Promise<void> {
    return rm(this.fileOf(key), { force: true });
  }

  private readonly fileOf = (key: string): string => join(this.folder, `${key}.xla`);
}

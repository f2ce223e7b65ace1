import { createHash } from "node:crypto";
import { readdir, readFile, rm, stat, utimes } from "node:fs/promises";
import { join } from "node:path";
import { writeAtomic } from "../../common/files.ts";

/** Bytes that all of them may take; those that were not used for longest go first. */
const mostBytes = 512 * 2 ** 20;

/** Executables that XLA compiled once, in a folder, by a hash of all that they depend on: a second start compiles nothing. */
export class Compiled {
  readonly #folder: string;
  readonly #most: number;

  constructor(folder: string, most = mostBytes) {
    this.#folder = folder;
    this.#most = most;
  }

  /** Of a program, and of what runs it. */
  keyOf(program: string, runner: readonly string[]): string {
    return createHash("sha256")
      .update(JSON.stringify([program, ...runner]))
      .digest("hex");
  }

  async read(key: string): Promise<Uint8Array | null> {
    try {
      const bytes = await readFile(this.#fileOf(key));
      // The hash of the contents stands first: a file that was cut or changed counts as none.
      const [hash, contents] = [bytes.subarray(0, 32), bytes.subarray(32)];
      const now = new Date();
      // When it was used last is for `prune`; where it cannot be noted, all else still holds.
      await utimes(this.#fileOf(key), now, now).catch(() => {});
      return createHash("sha256").update(contents).digest().equals(hash) ? contents : null;
    } catch {
      return null;
    }
  }

  async write(key: string, contents: Uint8Array): Promise<void> {
    const hash = createHash("sha256").update(contents).digest();
    await writeAtomic(this.#fileOf(key), Buffer.concat([hash, contents]));
    await this.#prune();
  }

  remove(key: string): Promise<void> {
    return rm(this.#fileOf(key), { force: true });
  }

  async #prune(): Promise<void> {
    const names = (await readdir(this.#folder)).filter(name => name.endsWith(".xla"));
    const found = await Promise.all(names.map(async name => ({ name, ...(await stat(join(this.#folder, name))) })));
    let room = this.#most;
    for (const { name, size } of found.sort((a, b) => b.mtimeMs - a.mtimeMs)) {
      room -= size;
      if (room < 0) await rm(join(this.#folder, name), { force: true });
    }
  }

  readonly #fileOf = (key: string): string => join(this.#folder, `${key}.xla`);
}

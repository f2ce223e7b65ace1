import { basename } from "node:path";
import type { ImageFile } from "./files.ts";

/** Finds images by what a table calls them. */
export class ImageNames {
  /** From the surest kind of name to the least. */
  readonly #kinds: Map<string, ImageFile[]>[];
  readonly #folder: string;

  constructor(images: readonly ImageFile[], folder: string) {
    this.#folder = basename(folder);
    const kinds: ((path: string) => string)[] = [path => path, bare, path => basename(path), path => bare(basename(path))];
    this.#kinds = kinds.map(kind => {
      const index = new Map<string, ImageFile[]>();
      for (const image of images) {
        const name = kind(image.relative.normalize());
        const same = index.get(name);
        if (same) same.push(image);
        else index.set(name, [image]);
      }
      return index;
    });
  }

  /** The images that `name` may mean: none, one, or several where it is ambiguous. */
  find(name: string): ImageFile[] {
    // macOS takes names apart into letter and accent, tables of Windows separate folders by `\`.
    const path = name
      .normalize()
      .replaceAll("\\", "/")
      .replace(/^(\.\/)+/, "");
    const inside = path.startsWith(`${this.#folder}/`) ? [path, path.slice(this.#folder.length + 1)] : [path];
    for (const kind of this.#kinds) {
      for (const candidate of inside) {
        const found = kind.get(candidate);
        if (found) return found;
      }
    }
    return [];
  }
}

const bare = (path: string): string => path.replace(/\.[^./]+$/, "");

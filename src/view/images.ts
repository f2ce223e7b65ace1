import { createHash } from "node:crypto";
import { access } from "node:fs/promises";
import { relative, sep } from "node:path";
import { readRegular } from "../common/read_regular.ts";
import type { ImageSource, SizedPicture } from "../report/embed.ts";

/** Pixels that an image has at most where it is looked at by itself. */
const largeSide = 1024;

interface Small {
  path: string;
  side: number | undefined;
}

/** Hands out addresses of images that pages show; no other file is reached by one. */
export class Images {
  readonly #root: string;
  readonly #small = new Map<string, Small>();

  /** `root` is what every address begins with. */
  constructor(root: string) {
    this.#root = root;
  }

  /** Those of a run. */
  sourceOf(id: string, folder: string): ImageSource {
    const thumbnail: ImageSource["thumbnail"] = async (path, side) => {
      const isThere = await access(path).then(
        () => true,
        () => false,
      );
      return isThere ? `${this.#root}thumbnails/${this.#keyOf({ path, side })}` : null;
    };
    return {
      thumbnail,
      large: path => thumbnail(path, largeSide),
      picture: async file => {
        const size = await sizeOf(file);
        const names = relative(folder, file).split(sep);
        return size && { ...size, uri: `${this.#root}${["runs", id, ...names].map(encodeURIComponent).join("/")}` };
      },
    };
  }

  at(key: string): Small | undefined {
    return this.#small.get(key);
  }

  #keyOf(small: Small): string {
    const key = createHash("sha256")
      .update(JSON.stringify([small.path, small.side]))
      .digest("hex");
    this.#small.set(key, small);
    return key;
  }
}

async function sizeOf(file: string): Promise<Omit<SizedPicture, "uri"> | null> {
  const { default: sharp } = await import("../inputs/image/sharp.ts");
  try {
    const { width, height, pageHeight } = await sharp(await readRegular(file)).metadata();
    return { width, height: pageHeight ?? height };
  } catch {
    return null;
  }
}

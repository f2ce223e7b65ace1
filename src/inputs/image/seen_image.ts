import { Failure } from "../../common/failure.ts";
import type { Pixels } from "../../common/pixels.ts";
import type { SizeOptions } from "./options.ts";
import { prepareSeen } from "./prepare.ts";

/** An image exactly as the model sees it in validation: uint8 RGB, `[imageSize, imageSize, 3]`. Throws a Failure for a broken file. */
export async function seenImage(path: string, options: SizeOptions): Promise<Pixels> {
  const { decode } = await import("./decode.ts");
  const image = await decode(path, options).catch(error => {
    throw new Failure("data", `${path}: ${error.message}`);
  });
  return { width: options.imageSize, height: options.imageSize, data: prepareSeen(image, options) };
}

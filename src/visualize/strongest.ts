import { formatShape, type Shape } from "../common/tensor.ts";

/** Where a channel responded most in one image. */
export interface Response {
  value: number;
  path: string;
  /** Row and column of the unit. */
  y: number;
  x: number;
}

/** For each channel its strongest responses to a stream of images, one an image, strongest first; of equals the earlier image. */
export class Strongest {
  /** At most `kept` for each channel, each above 0; empty of a channel that never responded. */
  readonly responses: Response[][] = [];
  readonly #kept: number;
  #sums = new Float64Array(0);
  #squares = new Float64Array(0);
  /** Units seen of each channel. */
  #units = 0;

  constructor(kept: number) {
    this.#kept = kept;
  }

  /** `activations` are `[N, H, W, C]`, after a relu, of the image files `paths` `[N]`. */
  add(activations: Float32Array, shape: Shape, paths: readonly string[]): void {
    const [images, height, width, channels] = shape;
    if (images !== paths.length || activations.length !== images * height * width * channels)
      throw new Error(`${paths.length} images have ${activations.length} activations of shape ${formatShape(shape)}`);
    if (this.#units === 0) {
      this.#sums = new Float64Array(channels);
      this.#squares = new Float64Array(channels);
      for (let c = 0; c < channels; c++) this.responses.push([]);
    }
    const each = height * width * channels;
    for (const [i, path] of paths.entries()) this.#addImage(activations.subarray(i * each, (i + 1) * each), width, path);
    this.#units += images * height * width;
  }

  #addImage(activations: Float32Array, width: number, path: string): void {
    const channels = this.#sums.length;
    const most = new Float32Array(channels);
    const at = new Uint32Array(channels);
    for (let i = 0, unit = 0; i < activations.length; unit++) {
      for (let c = 0; c < channels; c++, i++) {
        const value = activations[i];
        this.#sums[c] += value;
        this.#squares[c] += value * value;
        if (value > most[c]) {
          most[c] = value;
          at[c] = unit;
        }
      }
    }
    for (let c = 0; c < channels; c++) {
      if (most[c] > 0) this.#keep(this.responses[c], { value: most[c], path, y: Math.floor(at[c] / width), x: at[c] % width });
    }
  }

  #keep(responses: Response[], response: Response): void {
    const weaker = responses.findIndex(({ value }) => value < response.value);
    if (weaker >= 0) responses.splice(weaker, 0, response);
    else responses.push(response);
    if (responses.length > this.#kept) responses.pop();
  }

  /** Mean response of each channel over all units of all images; not finite where one was not. */
  means(): number[] {
    return Array.from(this.#sums, sum => sum / this.#units);
  }

  /** Standard deviation of the responses of each channel over all units of all images. */
  deviations(): number[] {
    return Array.from(this.#sums, (sum, c) => Math.sqrt(Math.max(0, this.#squares[c] / this.#units - (sum / this.#units) ** 2)));
  }
}

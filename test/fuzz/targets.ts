import { writeFileSync } from "node:fs";
import sharp from "sharp";
import { Failure } from "../../src/common/failure.ts";
import { readObject, readRequest } from "../../src/editor/read.ts";
import { requireImageFile } from "../../src/inputs/image/limits.ts";
import { quickSize } from "../../src/inputs/image/quick_size.ts";
import { sizeOfSvg } from "../../src/inputs/image/svg.ts";
import { createModel } from "../../src/models/index.ts";
import { assign } from "../../src/models/weights/names.ts";
import { otherImages } from "../../src/models/weights/recorded.ts";
import { headOf } from "../../src/models/weights/safetensors.ts";
import { lookInto, withStateDict } from "../../src/models/weights/state_dict.ts";
import { refusalOf, segmentsOf } from "../../src/serve/guard.ts";
import { compareHead } from "../../src/tasks/classification/weights.ts";
import torchFiles from "../weights/torch_files.json" with { type: "json" };

/** What takes bytes of others. */
export interface Target {
  /** Inputs to begin with. */
  seeds(): Promise<Buffer[]>;
  /** Takes one input; what it throws is a bug, and so is more than `seconds` of the processor. `file` holds the input. */
  run(input: Buffer, file: string): Promise<void>;
  seconds: number;
}

const weights: Pick<Target, "run" | "seconds"> = {
  // Of a pickle, src/models/weights/pickle.ts allows 10.
  seconds: 12,
  async run(input, file) {
    writeFileSync(file, input);
    await refused(() =>
      withStateDict(file, async (_, { tensors }) => {
        for (const { shape, read } of tensors.values()) if (shape.reduce((product, side) => product * side, 1) <= 1e6) await read();
      }),
    );
    await refused(() => lookInto(file, (_, { metadata }) => otherImages(file, metadata, { imageSize: 224, resize: "crop" })));
    await refused(() => lookInto(file, (opened, contents) => assign(resnet20, opened, contents, compareHead(["a", "b"]))));
  },
};
const resnet20 = createModel("resnet20", { outputs: 2 });

/** Runs what may refuse its input with a `Failure`. */
async function refused(run: () => unknown): Promise<void> {
  try {
    await run();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
  }
}
const torch = (isZip: boolean): Buffer[] =>
  Object.values(torchFiles as Record<string, string>)
    .map(text => Buffer.from(text, "base64"))
    .filter(bytes => (bytes.toString("latin1", 0, 2) === "PK") === isZip);

const image = () => sharp({ create: { width: 9, height: 7, channels: 3, background: "red" } });

export const targets: Record<"pickle" | "zip" | "safetensors" | "headers" | "messages", Target> = {
  pickle: { ...weights, seeds: async () => torch(false) },
  zip: { ...weights, seeds: async () => torch(true) },
  safetensors: {
    ...weights,
    async seeds() {
      const { head } = headOf([{ name: "fc.weight", dtype: "F32", shape: [2, 3] }], { format: "pt", classes: '["a","b"]' });
      const images = { image_size: "32", resize: "crop", normalize: "[[0.5,0.5,0.5],[0.2,0.2,0.2]]", classes: '["a","b"]' };
      const { head: partOfModel } = headOf(
        [
          { name: "module.conv1.weight", dtype: "F32", shape: [16, 3, 3, 3] },
          { name: "module.bn1.weight", dtype: "F32", shape: [16] },
        ],
        images,
      );
      return [Buffer.concat([head, Buffer.alloc(24)]), Buffer.concat([partOfModel, Buffer.alloc(4 * (432 + 16))])];
    },
  },
  headers: {
    seconds: 2,
    async seeds() {
      const turned = () => image().withMetadata({ orientation: 6 });
      const made = [
        image().png(),
        image().jpeg({ progressive: true }),
        turned().jpeg(),
        turned().png(),
        image().webp(),
        turned().webp(),
        image().gif(),
      ];
      const svg = '<?xml version="1.0"?><svg width="9" height="1e1mm" viewBox="0 0 9 7" xmlns="http://www.w3.org/2000/svg"/>';
      return [...(await Promise.all(made.map(one => one.toBuffer()))), Buffer.from(svg)];
    },
    async run(input, file) {
      writeFileSync(file, input);
      requireImageFile(file);
      const size = quickSize(file);
      if (size && !(size.width > 0 && size.height > 0)) throw new Error(`a size of ${size.width} x ${size.height}`);
      await sizeOfSvg(file).catch((error: Error) => {
        if (error.message !== "an SVG that does not say its size") throw error;
      });
    },
  },
  messages: {
    seconds: 2,
    async seeds() {
      return [
        { kind: "plan", edit: 1, text: "model resnet18\n", included: { "file:///a.exp": "seed 1\n" }, width: 80 },
        { kind: "save", uri: "file:///a.exp", text: "", base: null },
        { kind: "run", experiment: "a" },
      ]
        .map(message => Buffer.from(JSON.stringify(message)))
        .concat(Buffer.from("/token/runs/a-1/pictures/layer%201.png?x#y"));
    },
    async run(input, file) {
      writeFileSync(file, input);
      const text = input.toString("utf8");
      readObject(text);
      const request = readRequest(text);
      if (request?.kind === "run" && /^-|\0/.test(request.experiment ?? "")) throw new Error("a name that is an option, or no word");
      const path = segmentsOf(text);
      if (path?.some(name => name === ".." || /[/\\\0]/.test(name))) throw new Error("an address that climbs");
      const headers = { host: "127.0.0.1:1", origin: text.slice(0, 40) };
      if (
        refusalOf({ method: "GET", headers, rawHeaders: ["Host", headers.host] }, path ?? [], { port: 1, token: "secret" }, false) === null
      )
        if (path?.[0] !== "secret") throw new Error("let in without the token");
    },
  },
};

import { createHash } from "node:crypto";
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { openRegular, readRegular } from "../common/read_regular.ts";
import type { Tensor } from "../common/tensor.ts";
import { fromTorch, type Stored, torchShape, toTorch } from "../models/weights/layout.ts";
import { headOf } from "../models/weights/safetensors.ts";
import { type CheckpointState, checkpointVersion } from "./state.ts";

/**
 * A checkpoint is a safetensors file: weights as weights.safetensors has them, so that `pretrained from` reads them too, the optimizer's
 * tensors behind them, the state as JSON in the metadata, and a checksum of the whole file, taken while the checksum was zeros.
 */
export interface CheckpointContents {
  parameters: readonly Stored[];
  /** By name, in our layout: every parameter, and whatever else the session holds. */
  tensors: Record<string, Tensor>;
  metadata: Record<string, string>;
}

const noChecksum = "0".repeat(64);
const lengthBytes = 8;

/**
 * Writes a file, or nothing: under a temporary name, synced, then renamed. Runs in a thread of its own. Throws what the system says.
 */
export function writeCheckpoint(file: string, { parameters, tensors, metadata }: CheckpointContents): void {
  const stored = new Map(parameters.map(p => [p.name, p]));
  const inTorch = (name: string): Tensor => {
    const parameter = stored.get(name);
    return parameter ? toTorch(parameter, tensors[name]) : tensors[name];
  };
  const described = Object.keys(tensors).map(name => {
    const parameter = stored.get(name);
    return { name, dtype: "F32" as const, shape: parameter ? torchShape(parameter) : tensors[name].shape };
  });
  const { head } = headOf(described, { sha256: noChecksum, ...metadata });

  const temporary = join(dirname(file), `.${basename(file)}.${process.pid}.tmp`);
  try {
    const descriptor = openSync(temporary, "w");
    try {
      const hash = createHash("sha256");
      const append = (bytes: Uint8Array) => {
        hash.update(bytes);
        for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done);
      };
      append(head);
      for (const name of Object.keys(tensors)) {
        const { data } = inTorch(name);
        append(new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
      }
      writeSync(descriptor, hash.digest("hex"), head.indexOf(noChecksum));
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(temporary, file);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw error;
  }
  syncFolderNow(dirname(file));
}

/** See `syncFolder`. */
function syncFolderNow(folder: string): void {
  try {
    const descriptor = openSync(folder, "r");
    try {
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  } catch {
    // Its names last when the system sees to it.
  }
}

export interface ReadCheckpoint {
  state: CheckpointState;
  tensors: Record<string, Tensor>;
}

/** Reads a checkpoint, and makes sure that every byte is as it was written. Throws an Error whose message says what is wrong with it. */
export async function readCheckpoint(file: string, parameters: readonly Stored[]): Promise<ReadCheckpoint> {
  const { header, bytes } = await checked(file);
  const { __metadata__: metadata, ...entries } = header;
  const state = JSON.parse(metadata.state) as CheckpointState;
  if (state.version !== checkpointVersion) throw new Error("was written by another version of exp");
  const stored = new Map(parameters.map(p => [p.name, p]));
  const tensors = Object.entries(entries).map(
    ([
      name,
      {
        shape,
        data_offsets: [begin, end],
      },
    ]): [string, Tensor] => {
      const data = new Float32Array(bytes.buffer.slice(bytes.byteOffset + begin, bytes.byteOffset + end) as ArrayBuffer);
      const parameter = stored.get(name);
      return [name, parameter ? fromTorch(parameter, data) : { shape, data }];
    },
  );
  return { state, tensors: Object.fromEntries(tensors) };
}

type Header = { __metadata__: Record<string, string> } & Record<string, { shape: number[]; data_offsets: [number, number] }>;

async function checked(file: string): Promise<{ header: Header; bytes: Buffer }> {
  const whole = await readRegular(file);
  if (whole.length < lengthBytes) throw new Error("is cut short");
  const length = whole.readBigUInt64LE();
  if (length > whole.length - lengthBytes) throw new Error("is cut short, or damaged");
  const bytes = whole.subarray(lengthBytes + Number(length));
  const text = whole.toString("utf8", lengthBytes, lengthBytes + Number(length));
  const at = text.indexOf('"sha256":"') + '"sha256":"'.length;
  const checksum = text.slice(at, at + noChecksum.length);
  const blank = Buffer.from(noChecksum);
  // All before the checksum is ASCII, as its place is the first of the header.
  const place = lengthBytes + at;
  const hash = createHash("sha256");
  for (const part of [whole.subarray(0, place), blank, whole.subarray(place + blank.length)]) hash.update(part);
  if (hash.digest("hex") !== checksum)
    throw new Error(isCutShort(text, bytes.length) ? "is cut short" : "is damaged: its checksum does not fit");
  return { header: JSON.parse(text) as Header, bytes };
}

function isCutShort(text: string, bytes: number): boolean {
  try {
    const { __metadata__, ...entries } = JSON.parse(text) as Header;
    return Math.max(...Object.values(entries).map(({ data_offsets }) => data_offsets[1])) > bytes;
  } catch {
    return false;
  }
}

/** Makes what was appended to a file outlive the machine. */
export async function syncFile(file: string): Promise<void> {
  const handle = await openRegular(file);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

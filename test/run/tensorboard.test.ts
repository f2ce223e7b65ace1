import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/events/index.ts";
import { openTensorboard } from "../../src/run_folder/tensorboard/index.ts";
import { crc32c, record } from "../../src/run_folder/tensorboard/record.ts";
import { folderOf } from "../cli/exp.ts";
import { planOf } from "./plans.ts";

describe("records", () => {
  test.each([
    // The check value of the algorithm, and RFC 3720, B.4: 32 bytes of zeros, and 32 counting up.
    [Buffer.from("123456789"), 0xe3069283],
    [Buffer.alloc(32), 0x8a9136aa],
    [Buffer.from(Array.from({ length: 32 }, (_, i) => i)), 0x46dd794e],
  ])("the checksum of %o", (data, crc) => {
    expect(crc32c(data)).toBe(crc);
  });

  test("a record holds length, data and the masked checksums that TensorFlow writes", () => {
    // tf.io.TFRecordWriter's bytes for b"exp".
    expect(Buffer.from(record(Buffer.from("exp"))).toString("hex")).toBe("0300000000000000b099490e657870f74645fe");
  });
});

test("TensorBoard finds every training step and epoch, over the steps of the run", () => {
  const folder = folderOf({});
  const plan = planOf();
  const board = openTensorboard(folder, plan, null, () => 1_700_000_000.25);
  const rates = plan.model.groups.map((_, i) => 2 ** -(i + 1));
  const batch = (n: number, training: boolean): RunEvent => ({
    event: "batch",
    step: 0,
    phase: 0,
    epoch: 0,
    batch: n,
    batches: 2,
    training,
    loss: n + 0.5,
    smoothLoss: n + 0.25,
    learningRates: training ? rates : [],
    momentum: training ? 0.875 : 0,
  });
  for (const event of [batch(1, true), batch(200, true), batch(1, false)]) board.add(event);
  const epoch = { step: 0, phase: 0, phaseName: "head", epoch: 0, trainLoss: 1.5, validLoss: 0.75, seconds: 1 };
  board.add({ event: "epoch", ...epoch, metrics: { error_rate: 0.125 } });
  board.close();

  const [name] = readdirSync(folder);
  expect(name).toMatch(/^events\.out\.tfevents\.1700000000\./);
  const events = read(readFileSync(join(folder, name)));
  const rateNames = plan.model.groups.map(group => `learning_rate/${group.name.replaceAll(" ", "_")}`);
  const step = (n: number) => ({
    "train/loss": n + 0.5,
    "train/smooth_loss": n + 0.25,
    ...Object.fromEntries(rateNames.map((name, i) => [name, rates[i]])),
    momentum: 0.875,
  });
  expect(events).toEqual([
    { version: "brain.Event:2", time: 1_700_000_000.25 },
    { time: 1_700_000_000.25, step: 1, values: step(1) },
    { time: 1_700_000_000.25, step: 2, values: step(200) },
    { time: 1_700_000_000.25, step: 2, values: { "valid/loss": 0.75, "valid/error_rate": 0.125, "train/epoch_loss": 1.5 } },
  ]);
});

/** Events of a file, read by the encoding's rules: fields by number and wire type. */
function read(file: Buffer): object[] {
  const events: object[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const fields = parse(file.subarray(at + 12, at + 12 + length));
    const summary = fields.find(({ field }) => field === 5);
    events.push({
      ...(fields.some(({ field }) => field === 3) ? { version: String(fields.find(({ field }) => field === 3)!.value) } : {}),
      time: (fields.find(({ field }) => field === 1)!.value as Buffer).readDoubleLE(0),
      ...(summary
        ? {
            step: fields.find(({ field }) => field === 2)!.value,
            values: Object.fromEntries(
              parse(summary.value as Buffer).map(({ value }) => {
                const [tag, number] = parse(value as Buffer);
                return [String(tag.value), (number.value as Buffer).readFloatLE(0)];
              }),
            ),
          }
        : {}),
    });
    at += length + 16;
  }
  return events;
}

function parse(data: Buffer): { field: number; value: Buffer | number }[] {
  let at = 0;
  const varint = () => {
    let value = 0;
    for (let scale = 1; ; scale *= 128) {
      const byte = data[at++];
      value += (byte % 128) * scale;
      if (byte < 128) return value;
    }
  };
  const fields: { field: number; value: Buffer | number }[] = [];
  while (at < data.length) {
    const key = varint();
    const sizes: Record<number, () => number> = { 1: () => 8, 2: varint, 5: () => 4 };
    const size = sizes[key % 8];
    if (!size) fields.push({ field: key >> 3, value: varint() });
    else {
      const length = size();
      fields.push({ field: key >> 3, value: data.subarray(at, at + length) });
      at += length;
    }
  }
  return fields;
}

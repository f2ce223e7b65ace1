import { readdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";
import { describe, expect, it } from "vitest";
import { writeSafetensors } from "../../src/models/weights/safetensors.ts";
import { withStateDict } from "../../src/models/weights/state_dict.ts";
import { contentsOf, failureOf, fileOf } from "./files.ts";
import torchFiles from "./torch_files.json" with { type: "json" };

/** A file with this header, which need not be a good one, and so many bytes of data. */
function withHeader(header: unknown, bytes: number, claimed?: bigint): string {
  const json = Buffer.from(typeof header === "string" ? header : JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(claimed ?? BigInt(json.length));
  return fileOf("weights.safetensors", Buffer.concat([length, json, Buffer.alloc(bytes)]));
}
const refusal = async (path: string) => (await failureOf(contentsOf(path))).message;
const f32 = (shape: number[], begin: number, end: number) => ({ dtype: "F32", shape, data_offsets: [begin, end] });

it("reads what the library of safetensors wrote, as torch's own file of the same tensors", async () => {
  const written = fileOf("weights.safetensors", Buffer.from(torchFiles.safetensors, "base64"));
  const saved = fileOf("weights.pth", Buffer.from(torchFiles.zip, "base64"));
  expect(await contentsOf(written)).toEqual(await contentsOf(saved));
  expect(await withStateDict(written, async (_, { metadata }) => metadata)).toEqual({ format: "pt" });
});

describe("writing", () => {
  it("reads back what was written, and the metadata", async () => {
    const path = fileOf("weights.safetensors", Buffer.from("an older file"));
    const bytes = () => Int8Array.of(-127, 0, 127);
    await writeSafetensors(
      path,
      [
        { name: "levels", dtype: "I8", shape: [3, 1], data: bytes },
        { name: "levels.scale", dtype: "F32", shape: [3], data: () => Float32Array.of(1, 1, 0.5) },
        { name: "größe", dtype: "F32", shape: [], data: () => Float32Array.of(-0.1) },
      ],
      { classes: '["Hund", "猫"]' },
    );
    expect(await contentsOf(path)).toEqual({
      levels: { shape: [3, 1], values: [-127, 0, 63.5] },
      größe: { shape: [], values: [Math.fround(-0.1)] },
    });
    expect(await withStateDict(path, async (_, { metadata }) => metadata)).toEqual({ classes: '["Hund", "猫"]' });
  });
  it("aligns the tensors, as readers that map the file need it", async () => {
    const path = fileOf("weights.safetensors", Buffer.alloc(0));
    for (const name of ["a", "ab", "abc", "abcd"]) {
      await writeSafetensors(path, [{ name, dtype: "F32", shape: [1], data: () => Float32Array.of(1) }], {});
      expect(readFileSync(path).readUInt32LE() % 8).toBe(0);
      expect(await contentsOf(path)).toEqual({ [name]: { shape: [1], values: [1] } });
    }
  });
  it("leaves the older file, and nothing else, where it fails", async () => {
    const path = fileOf("weights.safetensors", Buffer.from("an older file"));
    const wrong = { name: "w", dtype: "F32" as const, shape: [2], data: () => Float32Array.of(1) };
    await expect(writeSafetensors(path, [wrong], {})).rejects.toThrow("w: 1 elements for 2");
    expect(readFileSync(path, "utf8")).toBe("an older file");
    expect(readdirSync(dirname(path))).toEqual(["weights.safetensors"]);
  });
});

describe("hostile headers", () => {
  it.each<[string, unknown, number, string]>([
    ["a gap between tensors", { a: f32([1], 0, 4), b: f32([1], 8, 12) }, 12, "`b` leaves a gap"],
    ["tensors that overlap", { a: f32([2], 0, 8), b: f32([1], 4, 8) }, 8, "`b` overlaps"],
    ["two tensors in one place", { a: f32([1], 0, 4), b: f32([1], 0, 4) }, 4, "`b` overlaps"],
    ["a gap at the start", { a: f32([1], 4, 8) }, 8, "`a` leaves a gap"],
    ["tensors beyond the end", { a: f32([4], 0, 16) }, 8, "cut short"],
    ["bytes after the last tensor", { a: f32([1], 0, 4) }, 8, "4 bytes follow"],
    ["a place that is not as long as the shape says", { a: f32([3], 0, 8) }, 8, "`a` is 3 F32, 12 bytes, but has 8"],
    ["a shape that overflows", { a: f32([2 ** 40, 2 ** 40], 0, 0) }, 0, "but has 0"],
    ["a shape that overflows to nothing", { a: f32([2 ** 52, 2 ** 52, 2 ** 52], 0, 4) }, 4, "but has 4"],
    ["a negative extent", { a: f32([-1], 0, 4) }, 4, "no valid shape"],
    ["a fraction of an extent", { a: f32([0.5], 0, 2) }, 2, "no valid shape"],
    ["a shape that is a text", { a: { ...f32([], 0, 4), shape: "1" } }, 4, "no valid shape"],
    ["a place backwards", { a: f32([1], 4, 0) }, 4, "but has -4"],
    ["a place that is negative", { a: f32([1], -4, 0) }, 4, "no valid place"],
    ["a place beyond all files", { a: f32([1], 2 ** 60, 2 ** 60 + 4) }, 4, "no valid place"],
    ["an unknown type", { a: { ...f32([1], 0, 4), dtype: "F8_E4M3" } }, 4, "F8_E4M3"],
    ["a type that every object has", { a: { ...f32([1], 0, 4), dtype: "constructor" } }, 4, "constructor"],
    ["a tensor that is null", { a: null }, 0, "not described"],
    ["metadata that are not texts", { __metadata__: { a: 1 } }, 0, "metadata are not texts"],
    ["levels without their scales", { a: { dtype: "I8", shape: [4], data_offsets: [0, 4] } }, 4, "has no scales"],
    ["a list", [], 0, "neither safetensors"],
    ["no JSON", '{"a": ', 0, "not JSON"],
    ["bytes that are no text", '{"\xff": 1}', 0, "not described"],
    [
      "a name twice",
      '{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}, "\\u0061":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}',
      4,
      "`a` twice",
    ],
  ])("refuses %s", async (_, header, bytes, cause) => {
    expect(await refusal(withHeader(header, bytes))).toContain(cause);
  });
  it("refuses a header as long as no header is, without asking for the memory", async () => {
    expect(await refusal(withHeader({}, 0, 2n ** 63n))).toContain("claims to be 9223372036854775808 bytes long");
    expect(await refusal(withHeader({}, 0, 3_999_999n))).toContain("cut short");
  });
  it("is not overturned by deep nesting or endless strings", async () => {
    expect(await refusal(withHeader(`{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}`, 0))).toContain("not described");
    expect(await refusal(withHeader(`{"${"\\\\".repeat(900_000)}":1}`, 0))).toContain("not described");
  });
  it("never writes out what is no text", async () => {
    const deep = `${"[".repeat(100_000)}${"]".repeat(100_000)}`;
    expect(await refusal(withHeader(`{"a":{"dtype":${deep},"shape":[1],"data_offsets":[0,4]}}`, 4))).toContain("no type of elements");
    expect(await refusal(withHeader(`{"a":{"dtype":"F32","shape":[${deep}],"data_offsets":[0,4]}}`, 4))).toContain("no valid shape");
    expect(await refusal(withHeader(`{"__metadata__":{"a":${deep}}}`, 0))).toContain("metadata are not texts");
  });
  it("counts the tensors", async () => {
    const many = Array.from({ length: 20_001 }, (_, i) => `"${i}":{"dtype":"F32","shape":[0],"data_offsets":[0,0]}`);
    expect(await refusal(withHeader(`{${many.join()}}`, 0))).toContain("more than 20000 tensors");
  });
  it("refuses a file cut short anywhere", async () => {
    const whole = Buffer.from(torchFiles.safetensors, "base64");
    for (let length = 0; length < whole.length; length += 23) await refusal(fileOf("weights.safetensors", whole.subarray(0, length)));
  });
  it("takes a name that every object has as any other", async () => {
    const path = withHeader('{"__proto__":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', 4);
    expect(await withStateDict(path, async (_, { tensors }) => [...tensors.keys()])).toEqual(["__proto__"]);
  });
});

import { expect, it } from "vitest";
import { decodeSource } from "../../src/language/source_text.ts";

const text = "data pets from folder # Größe\nmodel resnet18\n";
const little = Buffer.from(text, "utf16le");
const big = Buffer.from(little).swap16();
const marked = (mark: number[], bytes: Buffer) => Buffer.concat([Buffer.from(mark), bytes]);

it.each<[string, Buffer]>([
  ["UTF-8", Buffer.from(text)],
  ["UTF-16 as Windows saves it", marked([0xff, 0xfe], little)],
  ["UTF-16 of the other order", marked([0xfe, 0xff], big)],
  ["UTF-16 without its mark", little],
  ["UTF-16 of the other order without its mark", big],
])("reads %s", (_, bytes) => {
  expect(decodeSource(bytes)).toBe(text);
});

it.each([["data\0pets"], ["\0\0\0\0"], ["ab"], [""]])("takes what may be UTF-8 for it: %j", text => {
  expect(decodeSource(Buffer.from(text))).toBe(text);
});

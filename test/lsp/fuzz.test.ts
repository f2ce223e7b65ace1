import { expect, test } from "vitest";
import { folderOf } from "../cli/exp.ts";
import { fuzz } from "./fuzz.ts";

test("no text breaks the server: 1,500 edits, each with some requests", async () => {
  const folder = folderOf({ "pets/a_1.jpg": "", "photo.jpg": "", "shared.exp": "let size = 8px\n" });
  const { bugs, requests, published } = await fuzz(1500, 3, folder);
  expect(bugs).toEqual([]);
  expect(requests).toBeGreaterThan(5000);
  expect(published).toBeGreaterThan(0);
});

import { expect, test } from "vitest";
import { isInside } from "../../src/common/is_inside.ts";

test("a folder itself and what is below it is inside, a neighbor of a similar name is not", () => {
  for (const path of ["/a/b", "/a/b/c", "/a/b/..c", "/a/b/c/../d"]) expect(isInside(path, "/a/b"), path).toBe(true);
  for (const path of ["/a", "/a/bc", "/", "/a/b/../c", "/x/a/b"]) expect(isInside(path, "/a/b"), path).toBe(false);
});

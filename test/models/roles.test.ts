import { expect, test } from "vitest";
import { type RoleName, roles } from "../../src/models/roles.ts";
import { fromTorch, torchShape, toTorch } from "../../src/models/weights/layout.ts";
import { isTrained, settingsFeed } from "../../src/train/graphs.ts";

const parameter = (role: RoleName, shape = [2]) => ({ name: "p", shape, role, group: 0 });
const rolesWhere = (holds: (p: ReturnType<typeof parameter>) => boolean) =>
  (Object.keys(roles) as RoleName[]).filter(role => holds(parameter(role)));

test("while its group is frozen only batch norm trains, and its steps are counted apart", () => {
  const batchNorm = ["batchNormScale", "batchNormOffset", "headNormOffset"];
  expect(rolesWhere(p => isTrained(p, 1))).toEqual(batchNorm);
  expect(rolesWhere(p => settingsFeed(p) === "hyper/0/norm")).toEqual(batchNorm);
});

test("all but running statistics train with their group, a layer norm among them", () => {
  expect(rolesWhere(p => !isTrained(p, 0))).toEqual(["runningMean", "runningVariance"]);
});

test("weight decay applies to filters and linear weights alone, not to norms", () => {
  expect(rolesWhere(p => roles[p.role].decayed)).toEqual(["filter", "linear"]);
});

test("torch has the outputs first, and our layout comes back from it", () => {
  const data = Float32Array.from({ length: 2 * 3 * 4 * 5 }, (_, i) => i);
  const filter = parameter("filter", [2, 3, 4, 5]);
  const inTorch = toTorch(filter, { shape: filter.shape, data });
  expect(torchShape(filter)).toEqual([5, 4, 2, 3]);
  // Output 4, input 3, row 1, column 2.
  expect(inTorch.data[((4 * 4 + 3) * 2 + 1) * 3 + 2]).toBe(data[((1 * 3 + 2) * 4 + 3) * 5 + 4]);
  expect(fromTorch(filter, inTorch.data)).toEqual({ shape: filter.shape, data });

  const linear = parameter("linear", [2, 3]);
  expect(toTorch(linear, { shape: [2, 3], data: data.subarray(0, 6) })).toEqual({ shape: [3, 2], data: Float32Array.of(0, 3, 1, 4, 2, 5) });
  expect(fromTorch(linear, Float32Array.of(0, 3, 1, 4, 2, 5)).data).toEqual(data.subarray(0, 6));
});

import { describe, expect, test } from "vitest";
import { cgroupQuota, grantedCores, usableCores } from "../../src/common/cores.ts";

const reading = (files: Record<string, string>) => (file: string) => files[file] ?? null;
const unlimited = Number.POSITIVE_INFINITY;

describe("the quota of a cgroup", () => {
  test.each([
    ["none", {}, unlimited],
    ["nonsense", { "/sys/fs/cgroup/cpu.max": "nonsense" }, unlimited],
    ["that of a container", { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "150000 100000\n" }, 1.5],
    ["none in a container", { "/proc/self/cgroup": "0::/\n", "/sys/fs/cgroup/cpu.max": "max 100000\n" }, unlimited],
    [
      "the least of those around it",
      {
        "/proc/self/cgroup": "0::/user.slice/run\n",
        "/sys/fs/cgroup/user.slice/run/cpu.max": "400000 100000",
        "/sys/fs/cgroup/user.slice/cpu.max": "200000 100000",
      },
      2,
    ],
    [
      "that of version 1",
      {
        "/proc/self/cgroup": "12:memory:/a\n4:cpu,cpuacct:/a\n",
        "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_quota_us": "300000\n",
        "/sys/fs/cgroup/cpu,cpuacct/a/cpu.cfs_period_us": "100000\n",
      },
      3,
    ],
    [
      "none of version 1",
      {
        "/proc/self/cgroup": "4:cpu:/\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_quota_us": "-1\n",
        "/sys/fs/cgroup/cpu/cpu.cfs_period_us": "100000\n",
      },
      unlimited,
    ],
  ] as const)("%s", (_, files, cores) => expect(cgroupQuota(reading(files))).toBe(cores));
});

test("cores are those of the affinity, or fewer by the quota; threads are whole, and one at least", () => {
  const quota = (cpuMax: string) => grantedCores(reading({ "/sys/fs/cgroup/cpu.max": cpuMax }));
  expect(quota("50000 100000")).toBe(0.5);
  expect(quota("max 100000")).toBe(grantedCores(reading({})));
  expect(Number.isInteger(usableCores())).toBe(true);
  expect(usableCores()).toBeGreaterThanOrEqual(1);
});

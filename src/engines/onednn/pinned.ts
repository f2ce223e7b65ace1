import type { Wheel } from "../setup/pip.ts";

/** oneDNN as its authors built it with GNU's OpenMP for x86-64 Linux: the library, and its headers. */
export const onednnWheels: { version: string; wheels: Wheel[]; platforms: string[] } = {
  version: "2.6.0",
  wheels: [
    { name: "onednn-cpu-gomp", version: "2022.2.1", sha256: "091357f4d66ebd6a391d4327e0bee2401597b30753f087222bb3559c1b4e625e" },
    { name: "onednn-devel-cpu-gomp", version: "2022.2.1", sha256: "b263bcaf903c7910ae0aae35d495f5a87408090e32787be70b46fbc2734a159c" },
  ],
  platforms: ["manylinux1_x86_64"],
};

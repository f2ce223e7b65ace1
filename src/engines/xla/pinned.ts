import type { Wheel } from "../setup/pip.ts";

/** OpenXLA's PJRT plugins, by the platform that they run on; each with the libraries that it loads. The one for CPUs carries the header of the API. */
export const pjrtWheels: Record<"cpu" | "cuda", { version: string; wheels: Wheel[]; platforms: string[] }> = {
  cpu: {
    version: "0.0.1",
    wheels: [{ name: "xla-cpu-pjrt", version: "0.0.1", sha256: "55837b6b7b47daa717f2d9a5a03563ea0ceaa338d06a81a1e2d3f060d960decc" }],
    platforms: ["manylinux_2_27_x86_64"],
  },
  cuda: {
    version: "0.10.2",
    wheels: Object.entries({
      "jax-cuda13-pjrt 0.10.2": "a97e9cabe0e21d8dbcc70bd909ca1c34cd546d3ce2d94b4cd907a8d4f6179f6a",
      "nvidia-cublas 13.10.0.20": "dcc6d63884c53d07e267ce7e6feac17b2538cebaafec5db865736c3e28e4dc84",
      "nvidia-cuda-cccl 13.3.5.0.6": "d5230098fa2df5021e1a00c0c4eee41797671a91119d31e892463e5ccf3ee326",
      "nvidia-cuda-crt 13.5.37": "e898b7f73d3035fa89915a3f7bf3b54a73e90249746111aed295822c4729bb29",
      "nvidia-cuda-cupti 13.5.25": "9dcca41c12a734192b14e7128ae116bc9ce1b9da686e2ebf48ae7a4415f76650",
      "nvidia-cuda-nvcc 13.5.37": "f5c4f7ead5d964fb4af42bbf1e6d3ec3c1e6e9d83b53749f691d387e7fcaa3a7",
      "nvidia-cuda-nvrtc 13.5.37": "86b4d68058807988b7d9af5b44917a0601e9c337f35ccd657bfb3c759ff8d8bc",
      "nvidia-cuda-runtime 13.5.37": "df2b79a8852f10d1fef8c848489c49eebb5754051bf870202a862831412b179d",
      "nvidia-cudnn-cu13 9.28.1.4": "a54f205b1db1f2895d99f398754db1369816f0569dd459731f925635cf7b65ec",
      "nvidia-cufft 12.5.0.14": "b8be26837a5abad2b5b74f3e92dd29f622a42934b355be0961a48712cbba23ad",
      "nvidia-cusolver 12.4.1.2": "b3b8e02fd2f2df869369af075dc3a179d43f6f7b85e94632a7dce556697be044",
      "nvidia-cusparse 12.9.4.2": "072667e58c851a318738f5527a12eb225cbf058803f2ea451c722d8cf8edddec",
      "nvidia-nccl-cu13 2.32.3": "1459723080ac889d73a26edfa3e04383a7928ab31ac8f0ec43b3ea9548b04ff3",
      "nvidia-nvjitlink 13.5.37": "280d7cb9649704145f074b8dbde500de04ce02d0872e066e20a83c17bcaa93eb",
      "nvidia-nvshmem-cu13 3.8.0": "81a4d1f666543e6d34df6d2ff940c7da1435e34e186aab6f3c2b48861b64ef38",
      "nvidia-nvvm 13.5.37": "c41bfa362e407405163f103c2229f0765f8cc2ed7d148b754dc77f228bf7e070",
    }).map(([library, sha256]) => {
      const [name, version] = library.split(" ");
      return { name, version, sha256 };
    }),
    platforms: [
      "manylinux_2_27_x86_64",
      "manylinux_2_25_x86_64",
      "manylinux2014_x86_64",
      "manylinux2010_x86_64",
      "manylinux_2_17_x86_64",
      "manylinux_2_12_x86_64",
      "manylinux1_x86_64",
    ],
  },
};

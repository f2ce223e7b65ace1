/** What `exp setup` fetches: exact versions, and the SHA-256 of every file that does not come through npm, which checks its own. */

export const npmPackages = {
  "@tensorflow/tfjs-node": "4.22.0",
  "@tensorflow/tfjs-node-gpu": "4.22.0",
  /** Node's headers for native addons, so that no tool has to fetch those of this very Node. */
  "node-api-headers": "1.9.0",
  /** Dawn; its package carries the binaries of every platform. */
  webgpu: "0.6.2",
  "@tensorflow/tfjs-backend-webgpu": "4.22.0",
  "@tensorflow/tfjs-core": "4.22.0",
} as const;
export type NpmPackage = keyof typeof npmPackages;

export interface Wheel {
  name: string;
  version: string;
  sha256: string;
}

/** TensorFlow's wheel carries its C API and headers. Which Python it is for does not matter: nothing of its Python is used. */
export const wheelPython = { version: "3.11", abi: "cp311" };

export interface Wheels {
  tensorflow: Wheel;
  /** Libraries that TensorFlow loads when it meets a GPU. */
  cuda: Wheel[];
  /** pip's names of the platform. */
  platforms: string[];
}

const tensorflow = "2.21.0";
const linuxX64 = ["manylinux_2_27_x86_64", "manylinux2014_x86_64", "manylinux2010_x86_64"];

/** By `process.platform`, `process.arch`, and whether a GPU is wanted. Both CPU rows need glibc 2.27 or later. */
export const wheels: Record<string, Wheels> = {
  "linux-x64": {
    tensorflow: {
      name: "tensorflow-cpu",
      version: tensorflow,
      sha256: "2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c",
    },
    cuda: [],
    platforms: linuxX64,
  },
  "linux-arm64": {
    tensorflow: { name: "tensorflow", version: tensorflow, sha256: "4b24aca16d527a3cf1c37f720c04c484c3d20f4d0fdfa98632ac8b9f3be6eb5c" },
    cuda: [],
    platforms: ["manylinux_2_27_aarch64"],
  },
  "linux-x64-gpu": {
    tensorflow: { name: "tensorflow", version: tensorflow, sha256: "9056fbc9ba04235810b71ae6cbd958a196e8804fb53bbcffbf3e23b56155f124" },
    cuda: Object.entries({
      "cublas 12.9.3.13": "d7d51055f161b317c7105ddaae90e71eda059026074ffef93cf7cde2886bfe72",
      "cuda-cupti 12.8.90": "ea0cb07ebda26bb9b29ba82cda34849e73c166c18162d3913575b0c9db9a6182",
      "cuda-nvcc 12.9.86": "5d6a0d32fdc7ea39917c20065614ae93add6f577d840233237ff08e9a38f58f0",
      "cuda-nvrtc 12.9.86": "210cf05005a447e29214e9ce50851e83fc5f4358df8b453155d5e1918094dcb4",
      "cuda-runtime 12.9.79": "25bba2dfb01d48a9b59ca474a1ac43c6ebf7011f1b0b8cc44f54eb6ac48a96c3",
      "cudnn 9.28.0.42": "9ff58b7f36dacd0a93e89f8f2957b52466889217963701daa15e577317cfa375",
      "cufft 11.4.1.4": "c67884f2a7d276b4b80eb56a79322a95df592ae5e765cf1243693365ccab4e28",
      "curand 10.3.10.19": "49b274db4780d421bd2ccd362e1415c13887c53c214f0d4b761752b8f9f6aa1e",
      "cusolver 11.7.5.82": "15da72d1340d29b5b3cf3fd100e3cd53421dde36002eda6ed93811af63c40d88",
      "cusparse 12.5.10.65": "73060ce019ac064a057267c585bf1fd5a353734151f87472ff02b2c5c9984e78",
      "nccl 2.32.3": "bb94b2348e4861d5e8aa00b36c3d12d9bdf9c6369b82cbb723de0b582280a21c",
      "nvjitlink 12.9.86": "e3f1171dbdc83c5932a45f0f4c99180a70de9bd2718c1ab77d14104f6d7147f9",
    }).map(([library, sha256]) => {
      const [name, version] = library.split(" ");
      return { name: `nvidia-${name}-cu12`, version, sha256 };
    }),
    platforms: linuxX64,
  },
};

/** oneDNN as its authors built it with GNU's OpenMP for x86-64 Linux: the library, and its headers. */
export const onednnWheels: { version: string; wheels: Wheel[]; platforms: string[] } = {
  version: "2.6.0",
  wheels: [
    { name: "onednn-cpu-gomp", version: "2022.2.1", sha256: "091357f4d66ebd6a391d4327e0bee2401597b30753f087222bb3559c1b4e625e" },
    { name: "onednn-devel-cpu-gomp", version: "2022.2.1", sha256: "b263bcaf903c7910ae0aae35d495f5a87408090e32787be70b46fbc2734a159c" },
  ],
  platforms: ["manylinux1_x86_64"],
};

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
      ...linuxX64.slice(1),
      "manylinux_2_17_x86_64",
      "manylinux_2_12_x86_64",
      "manylinux1_x86_64",
    ],
  },
};

/** What tfjs-node's own install script fetches: libtensorflow 2.9.1, and the addon built against it. By platform, arch and GPU as above. */
export const publishedFiles: Record<string, { library: string; addon: string }> = {
  "linux-x64": published("cpu-linux-x86_64", "CPU-linux"),
  "linux-x64-gpu": published("gpu-linux-x86_64", "GPU-linux"),
  "darwin-x64": published("cpu-darwin-x86_64", "CPU-darwin"),
};
function published(library: string, addon: string): { library: string; addon: string } {
  return {
    library: `tensorflow/libtensorflow/libtensorflow-${library}-2.9.1.tar.gz`,
    addon: `tf-builds/pre-built-binary/napi-v8/4.22.0/${addon}-4.22.0.tar.gz`,
  };
}

/** The key of the tables above. */
export const platformKey = (gpu: boolean): string => `${process.platform}-${process.arch}${gpu ? "-gpu" : ""}`;

import type { Wheel } from "../../setup/pip.ts";
import { tfjsVersion } from "../version.ts";

/** What `exp setup` fetches: exact versions, and the SHA-256 of every file that does not come through npm, which checks its own. */

/** The package of tfjs over TensorFlow. */
export const tfjsNode = (gpu: boolean): string => (gpu ? "@tensorflow/tfjs-node-gpu" : "@tensorflow/tfjs-node");

/** Dawn, whose package carries the binaries of every platform, and tfjs's backend for it. */
export const webgpuPackages = {
  webgpu: "0.6.2",
  "@tensorflow/tfjs-backend-webgpu": tfjsVersion,
  "@tensorflow/tfjs-core": tfjsVersion,
};

/** TensorFlow's wheel, which carries its C API and headers, on a platform. */
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

/** What tfjs-node's own install script fetches: libtensorflow 2.9.1, and the addon built against it. By platform, arch and GPU as above. */
export const publishedFiles: Record<string, { library: string; addon: string }> = {
  "linux-x64": published("cpu-linux-x86_64", "CPU-linux"),
  "linux-x64-gpu": published("gpu-linux-x86_64", "GPU-linux"),
  "darwin-x64": published("cpu-darwin-x86_64", "CPU-darwin"),
};
function published(library: string, addon: string): { library: string; addon: string } {
  return {
    library: `tensorflow/libtensorflow/libtensorflow-${library}-2.9.1.tar.gz`,
    addon: `tf-builds/pre-built-binary/napi-v8/${tfjsVersion}/${addon}-${tfjsVersion}.tar.gz`,
  };
}

/** The key of the tables above. */
export const platformKey = (gpu: boolean): string => `${process.platform}-${process.arch}${gpu ? "-gpu" : ""}`;

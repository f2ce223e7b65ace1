import { testWinograd } from "./winograd.ts";

// oneDNN looks once, before its first call: tests of one file have a process of their own.
process.env.ONEDNN_MAX_CPU_ISA = "AVX2";
testWinograd("8 floats");

import { mkdir, readdir, rename, rm, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { compilerHere } from "../../setup/compiler.ts";
import { installPackages, nodeHeaders } from "../../setup/npm.ts";
import { fetchWheels, pythonHere, unpackWheels } from "../../setup/pip.ts";
import { must } from "../../setup/programs.ts";
import { Unsuited, type Way } from "../../setup/way.ts";
import { quietAddon } from "../locate.ts";
import { tfjsVersion } from "../version.ts";
import { platformKey, tfjsNode, wheels } from "./pinned.ts";

const logOff = "log_off.so";

/**
 * tfjs-node's addon, compiled against the libraries of TensorFlow's wheel: they are twelve versions ahead of what tfjs-node publishes, with
 * the same C API.
 */
export const compiled: Way = {
  name: "compiled",
  doing: "compiling tfjs-node's addon against TensorFlow's libraries",
  disk: { most: 2.1e9, kept: 1.3e9 },
  async make(folder, { gpu, say, signal }) {
    const wanted = wheels[platformKey(gpu)];
    if (!wanted) throw new Unsuited(`no TensorFlow wheel for ${gpu ? "GPUs on " : ""}${process.platform} ${process.arch} is known to do`);
    const compiler = compilerHere();
    const python = await pythonHere(signal);

    const name = tfjsNode(gpu);
    say(`  ${name} from npm`);
    await installPackages(folder, { [name]: tfjsVersion, ...nodeHeaders }, signal);
    const home = join(folder, "node_modules", name);
    const deps = join(home, "deps");

    say(`  ${wanted.tensorflow.name} ${wanted.tensorflow.version}${wanted.cuda.length > 0 ? " and the CUDA libraries" : ""} with pip`);
    const files = await fetchWheels(python, [wanted.tensorflow, ...wanted.cuda], wanted.platforms, join(folder, "wheels"), signal);
    const unpacked = join(folder, "unpacked");
    // What native code needs; the rest of TensorFlow's would be another 200 MB.
    await unpackWheels(python, files, ["tensorflow/include/", "tensorflow/libtensorflow", "nvidia/"], unpacked, signal);
    await arrange(unpacked, deps);

    say("  the addon with the C++ compiler");
    for (const [file, text] of Object.entries(quiet)) await writeFile(join(home, file), text);
    const sources = (await readdir(join(home, "binding"))).filter(file => file.endsWith(".cc")).map(file => join("binding", file));
    await mkdir(join(home, "lib", "napi-v8"), { recursive: true });
    const include = [join(deps, "include"), join(folder, "node_modules", "node-api-headers", "include")].flatMap(path => ["-I", path]);
    const addon = (name: string, from: string[], libraries: string[]): Promise<unknown> => {
      const flags = ["-std=c++17", "-O2", "-fPIC", "-shared", "-DNAPI_VERSION=8", ...include];
      const links = ["-L", join(deps, "lib"), ...libraries.map(library => `-l${library}`), "-Wl,-rpath,$ORIGIN/../../deps/lib"];
      const output = ["-o", join("lib", "napi-v8", name)];
      return must("compiling the addon", compiler, [...flags, ...from, ...output, ...links], { folder: home, signal });
    };
    await addon("tfjs_binding.node", sources, ["tensorflow", "tensorflow_framework"]);
    await addon(logOff, ["log_off.cc"], ["tensorflow_framework"]);
    await addon(quietAddon, ["quiet.cc"], ["dl"]);

    for (const scrap of [join(folder, "wheels"), unpacked, join(deps, "include"), join(folder, "node_modules", "node-api-headers")])
      await rm(scrap, { recursive: true, force: true });
  },
};

/**
 * TensorFlow logs as it is loaded, and from version 2.17 on no environment variable stops it before Python does. This addon does, loaded
 * first: it loads the library that keeps the log, with standard error closed for that moment, and then turns the log off.
 */
const quiet = {
  "quiet.cc": `#include <dlfcn.h>
#include <fcntl.h>
#include <node_api.h>
#include <unistd.h>
#include <string>
static void here() {}
NAPI_MODULE_INIT() {
  Dl_info self;
  if (dladdr(reinterpret_cast<void*>(&here), &self) == 0) return exports;
  std::string folder(self.dli_fname);
  folder.resize(folder.rfind('/'));
  int kept = dup(2);
  int nowhere = open("/dev/null", O_WRONLY);
  dup2(nowhere, 2);
  dlopen((folder + "/${logOff}").c_str(), RTLD_NOW | RTLD_NODELETE);
  dup2(kept, 2);
  close(nowhere);
  close(kept);
  return exports;
}
`,
  "log_off.cc": `#include "absl/log/globals.h"
namespace {
__attribute__((constructor)) void log_off() { absl::SetMinLogLevel(absl::LogSeverityAtLeast::kFatal); }
}
`,
};

/** Lays the libraries out as the linker and TensorFlow's own search path (`$ORIGIN/../nvidia/…`) look for them. */
async function arrange(unpacked: string, deps: string): Promise<void> {
  const wheel = join(unpacked, "tensorflow");
  await mkdir(join(deps, "lib"), { recursive: true });
  await rename(join(wheel, "include"), join(deps, "include"));
  for (const [file, link] of [
    ["libtensorflow_cc.so.2", "libtensorflow.so"],
    ["libtensorflow_framework.so.2", "libtensorflow_framework.so"],
  ]) {
    await rename(join(wheel, file), join(deps, "lib", file));
    await symlink(file, join(deps, "lib", link));
  }
  await rename(join(unpacked, "nvidia"), join(deps, "nvidia")).catch(error => {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
  });
}

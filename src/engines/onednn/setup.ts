import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { compileAddon } from "../setup/compile_addon.ts";
import { compilerHere } from "../setup/compiler.ts";
import { type Computer, thisComputer } from "../setup/computer.ts";
import { fetchWheels, pythonHere, unpackWheels } from "../setup/pip.ts";
import { lastWords, run } from "../setup/programs.ts";
import { Unsuited, type Way } from "../setup/way.ts";
import { addon, lackForOnednn } from "./locate.ts";
import { onednnWheels } from "./pinned.ts";

interface From {
  sources?: string;
  computer?: Computer;
}

/** exp's addon compiled against the oneDNN of the system. */
export const system = ({ sources = addon.sources, computer = thisComputer() }: From = {}): Way => ({
  name: "system",
  doing: "compiling exp's addon against the system's oneDNN",
  disk: { most: 0.05e9, kept: 0.01e9 },
  isEasy: true,
  async make(folder, kit) {
    const compiler = compilerFor(computer);
    await mkdir(folder, { recursive: true });
    const version = await versionHere(compiler, folder, kit.signal);
    kit.say(`  oneDNN ${version} is there`);
    // The pinned one may do where the system's does not.
    await compileAddon({ compiler, sources, folder, file: addon.file, version, flagsOf, include: [], link: ["-ldnnl"] }, kit).catch(
      error => {
        throw error instanceof Failure && error.fault === "machine" ? new Unsuited(error.message, error.fix) : error;
      },
    );
  },
});

/** exp's addon compiled against oneDNN's own wheels, which stay beside it. */
export const fromWheels = ({ sources = addon.sources, computer = thisComputer() }: From = {}): Way => ({
  name: "wheels",
  doing: "compiling exp's addon against oneDNN's wheels",
  disk: { most: 0.15e9, kept: 0.05e9 },
  async make(folder, kit) {
    const compiler = compilerFor(computer);
    const python = await pythonHere(kit.signal);
    const { version, wheels, platforms } = onednnWheels;
    const [fetched, unpacked] = [join(folder, "wheels"), join(folder, "unpacked")];
    kit.say(`  oneDNN ${version} with pip`);
    const files = await fetchWheels(python, wheels, platforms, fetched, kit.signal);
    const dataOf = ({ name, version }: (typeof wheels)[number]) => `${name.replaceAll("-", "_")}-${version}.data/data`;
    const [library, headers] = wheels.map(dataOf);
    const notices = ["LICENSE", "THIRD-PARTY-PROGRAMS"];
    const wanted = [
      `${library}/lib/${sharedLibrary}`,
      ...notices.map(name => `${library}/share/doc/onednn/${name}`),
      `${headers}/include/`,
    ];
    await unpackWheels(python, files, wanted, unpacked, kit.signal);
    await rename(join(unpacked, library, "lib", sharedLibrary), join(folder, sharedLibrary));
    for (const name of notices) await rename(join(unpacked, library, "share", "doc", "onednn", name), join(folder, `${name}.oneDNN`));
    await compileAddon(
      {
        compiler,
        sources,
        folder,
        file: addon.file,
        version,
        flagsOf,
        include: [join(unpacked, headers, "include")],
        link: [join(folder, sharedLibrary), "-Wl,-rpath,$ORIGIN"],
      },
      kit,
    );
    for (const scrap of [fetched, unpacked]) await rm(scrap, { recursive: true, force: true });
  },
});

const sharedLibrary = "libdnnl.so.2";

/** Throws a `Failure` if there is none, or if no addon can run: without them there is no way at all. */
function compilerFor(computer: Computer): string {
  const lack = lackForOnednn(computer);
  if (lack) throw new Failure("machine", lack.message, lack.fix);
  try {
    return compilerHere();
  } catch (error) {
    throw error instanceof Unsuited ? new Failure("machine", error.message, error.fix) : error;
  }
}

/** Prints the version of oneDNN, and whether it shares its work by OpenMP, as the addon does. */
const probe = `#include <cstdio>
#include <dnnl.h>
int main() {
  const dnnl_version_t *library = dnnl_version();
  if (library->major != DNNL_VERSION_MAJOR || library->minor != DNNL_VERSION_MINOR) return 1;
  std::printf("%d.%d.%d %d", library->major, library->minor, library->patch, library->cpu_runtime == DNNL_RUNTIME_OMP);
}
`;

/** The version of the oneDNN that the compiler finds by itself. Throws `Unsuited` if it finds none, or one that the addon cannot use. */
async function versionHere(compiler: string, folder: string, signal: AbortSignal): Promise<string> {
  const [source, program] = [join(folder, "probe.cc"), join(folder, "probe")];
  await writeFile(source, probe);
  const compiled = await run(compiler, [source, "-o", program, "-ldnnl"], { folder, signal });
  const fix = "on Debian 12: `sudo apt install libdnnl-dev`";
  if (compiled.code !== 0) throw new Unsuited(`the compiler finds no oneDNN on the system (${lastWords(compiled)})`, fix);
  const ran = await run(program, [], { signal });
  for (const scrap of [source, program]) await rm(scrap);
  const [version, isOpenMp] = ran.stdout.split(" ");
  const [major, minor] = version.split(".").map(Number);
  if (ran.code !== 0) throw new Unsuited("the system's oneDNN has headers and a library that do not belong together, or does not load");
  if (major !== 2 || minor < 6) throw new Unsuited(`the system's oneDNN is ${version}, and exp can use 2.6 and 2.7`);
  if (isOpenMp !== "1") throw new Unsuited(`the system's oneDNN ${version} was built without OpenMP`);
  return version;
}

/** AVX2 and no more, however new this CPU is: the same home folder may serve other machines. What takes more is called only where it is there. */
const flags = ["-O3", "-fopenmp", "-mavx2", "-mfma"];
const avx512 = ["-mavx512f", "-mavx512vl", "-mavx512dq", "-mavx512bw"];
const flagsOf = (file: string): string[] => (file.endsWith("_avx512.cc") ? [...flags, ...avx512] : flags);

import { mkdir, readdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Failure } from "../../common/failure.ts";
import { lastWords, must, programOf, run } from "./programs.ts";
import { Unsuited } from "./way.ts";

export interface Wheel {
  name: string;
  version: string;
  sha256: string;
}

/** The Python that wheels are fetched for. It does not matter which: nothing of their Python is used. */
const wheelPython = { version: "3.11", abi: "cp311" };

/** A Python that has pip. Throws `Unsuited` if there is none. */
export async function pythonHere(signal: AbortSignal): Promise<string> {
  const found = programOf(["python3", "python"]);
  const fix = "install Python with pip (on Debian and Ubuntu: `sudo apt install python3-pip`), then run it again";
  if (!found) throw new Unsuited("there is no Python", fix);
  if ((await run(found, ["-m", "pip", "--version"], { signal })).code !== 0) throw new Unsuited(`${found} has no pip`, fix);
  return found;
}

/**
 * Downloads wheels for `platforms`, pip's names of them, and gives their paths. pip checks the hashes. Throws a `Failure` that names the
 * first wheel where one does not come, or is not the one expected.
 */
export async function fetchWheels(
  python: string,
  wheels: readonly Wheel[],
  platforms: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<string[]> {
  await mkdir(folder, { recursive: true });
  const requirements = join(folder, "requirements.txt");
  const line = ({ name, version, sha256 }: Wheel) => `${name}==${version} --hash=sha256:${sha256}\n`;
  await writeFile(requirements, wheels.map(line).join(""));
  const { version, abi } = wheelPython;
  const target = [
    "--implementation",
    "cp",
    "--python-version",
    version,
    "--abi",
    abi,
    "--abi",
    "none",
    ...platforms.flatMap(p => ["--platform", p]),
  ];
  const args = ["-m", "pip", "download", "--require-hashes", "--no-deps", "--only-binary=:all:", "--no-cache-dir", "--progress-bar=off"];
  const ran = await run(python, [...args, ...target, "-r", requirements, "-d", folder], { signal });
  if (ran.code !== 0) {
    const why = /DO NOT MATCH THE HASHES/i.test(ran.stderr) ? "its hash is not the one expected" : lastWords(ran);
    throw new Failure("machine", `pip could not download ${wheels[0].name}: ${why}`, "see that pip reaches its index");
  }
  return (await readdir(folder)).filter(file => file.endsWith(".whl")).map(file => join(folder, file));
}

/** Unpacks those files of wheels whose paths start with one of `prefixes`. */
export async function unpackWheels(
  python: string,
  files: readonly string[],
  prefixes: readonly string[],
  folder: string,
  signal: AbortSignal,
): Promise<void> {
  const script = `import json, sys, zipfile
for file in sys.argv[3:]:
    with zipfile.ZipFile(file) as wheel:
        wheel.extractall(sys.argv[1], [n for n in wheel.namelist() if n.startswith(tuple(json.loads(sys.argv[2])))])`;
  await must("unpacking the wheels", python, ["-c", script, folder, JSON.stringify(prefixes), ...files], { signal });
}

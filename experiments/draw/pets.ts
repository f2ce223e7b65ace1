/**
 * Draws the images of experiments/pets.exp: cats and dogs of twelve breeds, named as Oxford-IIIT Pets names its files (cats with a capital letter).
 * The files are the same to the byte each time and everywhere. Usage: npm run draw:pets [-- FOLDER [IMAGES_PER_BREED [BREED…]]]
 */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { packageRoot } from "../../src/common/package_root.ts";
import { breeds } from "./breeds.ts";
import { drawPet } from "./pet.ts";

const [folder = `${packageRoot}/experiments/pets`, images = "34", ...said] = process.argv.slice(2);
const perBreed = Number(images);
if (!(Number.isInteger(perBreed) && perBreed > 0)) throw new Error(`images per breed: ${images} is no whole number above 0`);
const names = said.length > 0 ? said : Object.keys(breeds);
if (said.length === 0) await rm(folder, { recursive: true, force: true });
await mkdir(folder, { recursive: true });
let bytes = 0;
for (const name of names) {
  for (let n = 1; n <= perBreed; n++) {
    const file = drawPet(name, n);
    await writeFile(`${folder}/${name}_${n}.png`, file);
    bytes += file.length;
  }
}
console.log(`${names.length * perBreed} images of ${names.length} breeds, ${Math.round(bytes / 1000)} kB, in ${folder}`);

import { existsSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { Failure } from "../../common/failure.ts";
import { isInside } from "../../common/is_inside.ts";
import { nearest } from "../../common/nearest.ts";
import { list } from "../../common/words.ts";
import type { CommandOptions } from "../commands.ts";
import { type Ask, askUntilTaken } from "./ask.ts";
import { pathFrom } from "./compose.ts";
import { foldersOfImages } from "./look.ts";

/** The folder of images: the given one, else one of those in the current folder. */
export async function chooseFolder(given: string | undefined, ask: Ask | null): Promise<string> {
  if (given !== undefined) return existingFolder(given);
  const [first, ...others] = await foldersOfImages(process.cwd());
  if (first === undefined)
    throw new Failure(
      "data",
      "there are no images in this folder",
      "name the folder of images: `exp init FOLDER`; it may have a folder inside for each class",
    );
  return ask && others.length > 0
    ? askUntilTaken(ask, `Which folder of images: ${list([first, ...others].slice(0, 8), "or")}?`, first, existingFolder)
    : resolve(first);
}

function existingFolder(path: string): string {
  const absolute = resolve(path);
  if (existsSync(absolute) && statSync(absolute).isDirectory()) return absolute;
  if (existsSync(absolute)) throw new Failure("command line", `\`${path}\` is a file, not a folder`, "name the folder of images");
  const beside = existsSync(dirname(absolute)) ? readdirSync(dirname(absolute), { withFileTypes: true }) : [];
  const near = nearest(
    basename(path),
    beside.filter(entry => entry.isDirectory()).map(({ name }) => name),
  );
  const names = near.map(name => join(dirname(path), name));
  throw new Failure(
    "command line",
    `there is no folder \`${path}\``,
    near.length > 0 ? `did you mean ${list(names, "or")}?` : "name the folder of images",
  );
}

/** The file of the experiment. Beside the folder of images where that is the current one, because the runs are written beside the file. */
export async function chooseFile(folder: string, { file, force }: CommandOptions, ask: Ask | null): Promise<string> {
  const beside = isInside(process.cwd(), folder) ? dirname(folder) : process.cwd();
  const path = (number: number) => join(beside, `${basename(folder)}${number > 1 ? `-${number}` : ""}.exp`);
  let number = 1;
  // A question offers a free name; without questions, an existing file is an error.
  while (ask && !force && existsSync(path(number))) number++;
  const fallback = pathFrom(process.cwd(), path(number));
  const take = (answer: string): string => {
    const path = resolve(answer.endsWith(".exp") ? answer : `${answer}.exp`);
    if (isInside(path, folder))
      throw new Failure(
        "command line",
        `\`${answer}\` is in the folder of images`,
        "pictures of its runs would count as images: give another --file",
      );
    if (existsSync(path) && !force)
      throw new Failure("command line", `\`${answer}\` exists already`, "--force overwrites it, --file names another file");
    return path;
  };
  return file !== undefined || !ask
    ? take(String(file ?? fallback))
    : askUntilTaken(ask, "Which file should the experiment be in?", fallback, take);
}

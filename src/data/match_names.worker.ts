import { readFileSync } from "node:fs";
import type { MatchTask } from "./match_names.ts";

const { pattern, names } = JSON.parse(readFileSync(0, "utf8")) as MatchTask;
const expression = new RegExp(pattern, "u");
process.stdout.write(JSON.stringify(names.map(name => expression.exec(name)?.[1] ?? null)));

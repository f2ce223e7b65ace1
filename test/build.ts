import { build } from "../build.mjs";

/** Workers and the command line run from dist/, so the suite builds it once, before the first test. */
export default async () => {
  await build();
};

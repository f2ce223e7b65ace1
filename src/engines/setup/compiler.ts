import { programOf } from "./programs.ts";
import { Unsuited } from "./way.ts";

/** The C++ compiler that `CXX` names, else the first of the usual ones. Throws `Unsuited` if there is none. */
export function compilerHere(): string {
  const found = programOf([process.env.CXX, "c++", "g++", "clang++"]);
  if (found) return found;
  throw new Unsuited("there is no C++ compiler", "install one (on Debian and Ubuntu: `sudo apt install g++`), then run it again");
}

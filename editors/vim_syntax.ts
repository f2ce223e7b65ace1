import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { packageRoot } from "../src/common/package_root.ts";
import { vimSyntax } from "./vim_syntax_of.ts";

/** Writes the colors of Vim and Neovim anew, after the tables of src/statements. */
writeFileSync(join(packageRoot, "editors", "neovim", "syntax", "exp.vim"), vimSyntax());

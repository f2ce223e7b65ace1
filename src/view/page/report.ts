import { arm } from "./arm.ts";
import { openCells } from "./cells.ts";

/** The script of report.html: the page says all without it. */
arm(document);
openCells();

import { arm } from "./arm.ts";
import { openCells } from "./cells.ts";
import { openSmall } from "./pictures.ts";

/** The script of report.html: the page says all without it. */
arm(document);
openCells();
openSmall();

import { picturesOf } from "../../report/pictures.ts";

/** What the model looks at in images. */
export const explanations = picturesOf("Explanations", kind => kind === "explain", true);

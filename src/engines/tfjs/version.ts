/** Of tfjs and its backends, the ones of the package as well as those that `exp setup` fetches. */
export const tfjsVersion = "4.22.0";

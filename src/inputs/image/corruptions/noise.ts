import { fillNormal, uniform } from "../../../common/random.ts";
import { bySeverity, type Corruption, mapped } from "./corruption.ts";

/** A Poisson number by inversion of one uniform number (Devroye, 1986): quick for the small means here. */
function poisson(mean: number, u: number): number {
  let count = 0;
  let probability = Math.exp(-mean);
  for (let sum = probability; u > sum && count < 1000; sum += probability) {
    count++;
    probability *= mean / count;
  }
  return count;
}

export const noise = {
  gaussian_noise: {
    family: "noise",
    stream: 0,
    doc: "normal noise, as of a sensor in low light",
    corrupt(image, severity, random) {
      const added = new Float32Array(image.data.length);
      fillNormal(added, random, bySeverity([0.08, 0.12, 0.18, 0.26, 0.38], severity));
      return mapped(image, (value, i) => value + added[i]);
    },
  },
  shot_noise: {
    family: "noise",
    stream: 1,
    doc: "Poisson noise of few photons",
    corrupt(image, severity, random) {
      const photons = bySeverity([60, 25, 12, 5, 3], severity);
      return mapped(image, (value, i) => poisson(value * photons, uniform(random, i)) / photons);
    },
  },
  impulse_noise: {
    family: "noise",
    stream: 2,
    doc: "salt and pepper: values that are lost",
    corrupt(image, severity, random) {
      const share = bySeverity([0.03, 0.06, 0.09, 0.17, 0.27], severity);
      return mapped(image, (value, i) => (uniform(random, 2 * i) >= share ? value : uniform(random, 2 * i + 1) < 0.5 ? 0 : 1));
    },
  },
} satisfies Record<string, Corruption>;

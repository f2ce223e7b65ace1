import { plural } from "../../../common/units.ts";
import type { LabelColumn } from "../../../data/labeling.ts";

/** What labels are taken for that look like several, or like measured values. */
export function unusualLabels({ name, labels }: LabelColumn): string[] {
  const distinct = new Set(labels);
  const all = [...distinct];
  const numbers = all.filter(label => /^[+-]?\d*\.?\d+(?:e[+-]?\d+)?$/i.test(label));
  const fractions = numbers.filter(label => !Number.isInteger(Number(label)));
  if (fractions.length > 0 && numbers.length === all.length)
    return [
      `the numbers in the column ${name} are taken for ${plural(all.length, "class", "classes")}, by their text: exp learns classes, not values`,
    ];
  const separator = [";", "|", ",", " "].find(separator => {
    const joined = all.map(label => label.split(separator).map(part => part.trim())).filter(parts => parts.length > 1);
    const times = new Map<string, number>();
    for (const part of joined.flat()) times.set(part, (times.get(part) ?? 0) + 1);
    return !times.has("") && joined.some(own => own.every(part => distinct.has(part) || (separator !== " " && times.get(part)! > 1)));
  });
  if (separator === undefined) return [];
  const several = all.filter(label => label.includes(separator));
  return [
    `${plural(several.length, "label")} such as \`${several[0]}\` ${several.length === 1 ? "is" : "are"} taken for a class of ${several.length === 1 ? "its" : "their"} own: exp learns one class for each image`,
  ];
}

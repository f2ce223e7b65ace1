import { Failure } from "../../../common/failure.ts";
import type { Parted } from "../../../data/split.ts";
import type { LabeledImages, Target } from "../../../data/target.ts";
import { alikeClasses, classesText } from "./class_text.ts";
import type { Classes, OtherClasses } from "./classes.ts";
import { emptyFolders } from "./empty_folders.ts";
import { inferLabels } from "./infer_labels.ts";
import { unusualLabels } from "./unusual_labels.ts";

/** Each label is a class, and its number the place among the sorted ones. */
export const classTarget: Target<Classes, OtherClasses> = {
  keys: ["classes"],
  inferRule: inferLabels,
  async check(labeled) {
    if (classesOf(labeled.images).length < 2) throw await oneClass(labeled);
  },
  read({ train, valid }) {
    const classes = classesOf([...train, ...valid]);
    const places = placesIn(classes);
    const countsOf = (images: Parted["train"]) => {
      const counts = classes.map(() => 0);
      for (const { label } of images) counts[places.get(label)!]++;
      return counts;
    };
    return { kept: { classes, counts: { train: countsOf(train), valid: countsOf(valid) } }, numberOf: label => places.get(label)! };
  },
  readOther(images) {
    const classes = classesOf(images);
    const places = placesIn(classes);
    return { kept: { classes }, numberOf: label => places.get(label)! };
  },
  text: images => classesText(classesOf(images)),
  columnNotes: unusualLabels,
  splitNotes: unseenClasses,
  warnings: async (labeled, all, listing) => [
    ...(await (await notes()).unlikelyClasses(labeled.images, labeled.rule, labeled.folder)),
    ...alikeClasses(all),
    ...(labeled.rule.by === "folder" ? emptyFolders(listing) : []),
  ],
};

/** They label images, so they load what reads tables: not for who only checks a file. */
const notes = () => import("./class_notes.ts");

const classesOf = (images: readonly { label: string | null }[]): string[] =>
  [...new Set(images.flatMap(({ label }) => label ?? []))].sort();

const placesIn = (classes: readonly string[]) => new Map(classes.map((name, i) => [name, i]));

/** Where one class is all, with the outer folders where these are several. */
async function oneClass({ images, described, rule, folder }: LabeledImages): Promise<Failure> {
  const outer = rule.by === "folder" && !rule.outer ? await (await notes()).outerClasses(images, folder) : [];
  const instead = outer.length > 1 ? `: \`labels from folder outer\` gives ${classesText(outer)}` : "";
  return new Failure("data", `${described} gives only one class, \`${images[0].label}\``, `a classifier needs at least two${instead}`);
}

/** Classes named in a sentence. */
const classesNamed = 5;

/** A share drawn at random knows nothing of classes, so a rare one may be on one side only. */
function unseenClasses({ train, valid }: Parted): string[] {
  const classes = classesOf([...train, ...valid]);
  return Object.entries({ training: train, validation: valid }).flatMap(([name, images]) => {
    const seen = new Set(images.map(({ label }) => label));
    const unseen = classes.filter(label => !seen.has(label));
    const more = unseen.length > classesNamed ? ` and ${unseen.length - classesNamed} more` : "";
    return unseen.length > 0 ? [`no ${name} image shows ${unseen.slice(0, classesNamed).join(", ")}${more}`] : [];
  });
}

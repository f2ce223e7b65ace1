import { picturesOf } from "../report/pictures.ts";
import type { Section } from "../report/record.ts";
import { corrupted } from "./evaluate/corrupted/section.ts";
import { evaluatedOn } from "./evaluate/on/section.ts";
import { explanations } from "./explain/section.ts";
import { predictions } from "./predict/section.ts";
import type { StepName } from "./specs.ts";
import { trainingBatch } from "./training/section.ts";

const trained = [trainingBatch];
/** The pictures that no section of their step shows. */
const pictures: Section = picturesOf("Pictures", kind => !sections[kind].some(shows));

const shows = (section: Section): boolean => section !== pictures && section.showsPictures === true;

/** Sections of the report that one kind of step has, in their order. */
const sections = {
  fine_tune: trained,
  fit: trained,
  fit_one_cycle: trained,
  visualize: [pictures],
  explain: [explanations],
  evaluate: [evaluatedOn, corrupted],
  predict: [predictions],
} satisfies Record<StepName, readonly Section[]>;

export const stepSections: readonly Section[] = [...new Set<Section>(Object.values(sections).flat())];

import type { ShowPath } from "../step.ts";
import type { PredictStep } from "./plan.ts";

export const predictText = ({ path }: PredictStep, place: ShowPath): string => `predict ${place(path)}`;

import type { Place } from "../step.ts";
import type { PredictStep } from "./plan.ts";

export const predictText = ({ path }: PredictStep, place: Place): string => `predict ${place(path)}`;

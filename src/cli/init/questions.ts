import { Failure } from "../../common/failure.ts";
import type { Dataset } from "../../data/data.ts";
import { comparedModels, defaultModel } from "../../models/index.ts";
import { metricNames, modelNames } from "../../statements/lists.ts";
import type { TaskData } from "../../tasks/index.ts";
import { choice } from "../options.ts";

/** A setting with a default: its option of the command line, and the question on a terminal. */
export interface Question {
  option: "model" | "epochs" | "metric" | "mirror";
  ask: string;
  fallback: (seen: Dataset & TaskData) => string;
  /** The answer in its final form; throws a `Failure` for a wrong one. */
  take: (flag: string, answer: string) => string;
}

/** Few images are seen more often: some two thousand steps of an image at least, as far as that stays short. */
const epochsFor = ({ train }: Dataset & TaskData): number => Math.max(1, Math.min(6, Math.round(3000 / train.length)));

export const questions: readonly Question[] = [
  {
    option: "model",
    ask: `Which network? ${comparedModels.map(({ name, compared }) => `${name} is ${compared}`).join(", ")}`,
    fallback: () => defaultModel,
    take: (flag, answer) => choice(flag, answer, modelNames()),
  },
  {
    option: "epochs",
    ask: "How many epochs: how often should it see every image?",
    fallback: seen => String(epochsFor(seen)),
    take: (flag, answer) => {
      if (/^[1-9]\d{0,4}$/.test(answer)) return answer;
      throw new Failure("command line", `${flag} takes a whole number from 1 to 99999, not \`${answer}\``);
    },
  },
  {
    option: "mirror",
    ask: "Is a mirrored image of the same class? Letters and digits are not",
    fallback: () => "yes",
    take: (flag, answer) => choice(flag, { y: "yes", n: "no" }[answer.toLowerCase()] ?? answer, ["yes", "no"]),
  },
  {
    option: "metric",
    ask: "Which metric?",
    fallback: () => "error_rate",
    take: (flag, answer) => choice(flag, answer, metricNames()),
  },
];

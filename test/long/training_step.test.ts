import { type ModelName, models } from "../../src/models/index.ts";
import { testTrainingStep } from "../conformance/training_step.ts";

for (const name of Object.keys(models) as ModelName[]) if (name !== "resnet18" && name !== "resnet50") testTrainingStep(name);

import { testTrainingStep } from "./training_step.ts";

// One of each kind of block. The long tests have the others: the reference is plain and slow.
testTrainingStep("resnet18");
testTrainingStep("resnet50");

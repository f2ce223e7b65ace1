import { Failure } from "../common/failure.ts";
import type { Program, TrainSpec } from "../language/program.ts";
import type { Model } from "../models/model.ts";
import { type Costs, trainedAndFrozen } from "./costs.ts";
import { stepsPerEpoch } from "./data_plan.ts";
import { phasesOf, spread } from "./phases.ts";
import type { DataPlan, Phase, PlanStep, TrainStep } from "./plan.ts";

/** fastai's defaults: `Adam(wd)` and `vision_learner(ps)`. */
const defaultDecay = 0.01;
const defaultDropout = 0.5;

interface Planned {
  steps: PlanStep[];
  inferences: string[];
}

/** The steps of a program, in order. Throws a `Failure` of fault `data` where there are fewer images than a batch. */
export function planSteps({ steps, model: { pretrained } }: Program, model: Model, data: DataPlan, costs: Costs): Planned {
  const inferences: string[] = [];
  // fastai's vision_learner freezes the body of a pretrained model; fine_tune unfreezes it for good.
  let frozen = pretrained !== false;

  function trainStep(spec: TrainSpec): TrainStep {
    const count = stepsPerEpoch(data);
    const phases = phasesOf(spec).map((outline): Phase => {
      frozen = outline.frozen ?? frozen;
      const trainedFrom = frozen ? model.groups.length - 1 : 0;
      return {
        name: frozen ? "head" : "whole",
        epochs: outline.epochs,
        stepsPerEpoch: count,
        trainedFrom,
        parameters: trainedAndFrozen(model, trainedFrom),
        learningRates: spread(outline.rate, model.groups.length),
        schedule: outline.schedule,
        flopsPerStep: costs.training(data.batchSize, trainedFrom).flops,
      };
    });
    if (frozen)
      inferences.push(`\`${spec.kind}\` trains the head alone: the body of a pretrained model stays frozen until a \`fine_tune\``);
    return { kind: spec.kind, metrics: spec.metrics, weightDecay: spec.weightDecay ?? defaultDecay, phases };
  }

  const planned = steps.map((spec): PlanStep => {
    switch (spec.kind) {
      case "visualize":
        return { kind: "visualize", layer: spec.layer, name: model.layers[spec.layer - 1].name };
      case "evaluate":
        return { kind: "evaluate", metrics: spec.metrics };
      case "predict":
        return { kind: "predict", path: spec.path };
      default:
        return trainStep(spec);
    }
  });
  return { steps: planned, inferences };
}

/** The dropout of the head. A model has one: a `Failure` of fault `experiment` where training statements differ. */
export function dropoutOf({ steps }: Program): number {
  const said = steps.flatMap(step => ("dropout" in step && step.dropout !== null ? [step.dropout] : []));
  const other = said.find(dropout => dropout !== said[0]);
  if (other === undefined) return said[0] ?? defaultDropout;
  const [a, b] = [said[0], other].map(dropout => `${Math.round(dropout * 1000) / 10}%`);
  throw new Failure(
    "experiment",
    `a model has one dropout, but this one is given ${a} and ${b}`,
    "say it in the first training statement only",
  );
}

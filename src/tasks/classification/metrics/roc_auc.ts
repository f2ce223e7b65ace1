import { classCurves } from "./curves.ts";
import type { ClassMetric } from "./metric.ts";

export const rocAuc: ClassMetric = {
  doc: 'Chance that an image of a class is given a higher probability of it than an image of another; of two classes, by the probability of the second, else the plain mean of each class against the rest (scikit-learn\'s `roc_auc_score`, `multi_class="ovr"`, `average="macro"`). Not a number where a class has no image.',
  ascending: true,
  compute(predictions) {
    const areas = classCurves(predictions).map(({ area }) => area);
    return predictions.classes === 2 ? areas[1] : areas.reduce((sum, area) => sum + area, 0) / predictions.classes;
  },
};

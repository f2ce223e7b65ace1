/** Provisional: replaced by the tables of src/models and src/metrics. */
export const metricNames = (): string[] => ["error_rate", "accuracy", "top_k_accuracy", "precision", "recall", "f1", "roc_auc"];
export const modelNames = (): string[] => ["resnet18", "resnet34", "resnet50", "resnet101", "resnet152"];
export const layerNames = (_model: string): string[] => ["conv1", "layer1", "layer2", "layer3", "layer4"];

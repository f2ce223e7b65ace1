/** Per channel, of RGB in [0, 1] (torchvision). */
export const imagenet = { mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225] } as const;

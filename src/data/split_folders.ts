import type { Found } from "./files.ts";

/** Folder names that mean the two splits, in the order of preference. */
export const splitFolders = { train: ["train", "training"], valid: ["valid", "val", "validation", "test"] };

export const isSplitFolder = (name: string): boolean => splitFolders.train.includes(name) || splitFolders.valid.includes(name);

/** Whether classes lie in folders of a split: train/cats/1.jpg. */
export const hasSplitFolders = (images: readonly Found[]): boolean =>
  images.some(({ relative }) => {
    const parts = relative.split("/");
    return parts.length > 2 && isSplitFolder(parts[0]);
  });

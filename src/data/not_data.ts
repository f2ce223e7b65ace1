/** Folders of operating systems and tools. */
const systemFolders: ReadonlySet<string> = new Set([
  "@eadir",
  "#recycle",
  "$recycle.bin",
  "system volume information",
  "lost+found",
  "__macosx",
  "__pycache__",
  ".ipynb_checkpoints",
  "node_modules",
]);

/** Files that operating systems leave in folders. */
export const systemFiles: ReadonlySet<string> = new Set(["thumbs.db", "ehthumbs.db", "desktop.ini"]);

/** Files by which a run folder is known, wherever it is. */
const runFiles = ["plan.json", "metrics.jsonl"];

/** Whether a folder holds nothing to learn from: those of systems, by name, and run folders, by what is in them, since a class may be called `runs`. */
export const isNotData = (name: string, entries: readonly { name: string }[]): boolean =>
  systemFolders.has(name.toLowerCase()) || runFiles.every(file => entries.some(entry => entry.name === file));

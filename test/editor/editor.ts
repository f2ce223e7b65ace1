import { join } from "node:path";
import { onTestFinished } from "vitest";
import { type Editor, serveEditor } from "../../src/editor/serve.ts";
import { folderOf } from "../cli/exp.ts";

/** Serves `a.exp` of a folder that holds the files given, or another of them, until the test has ended. */
export async function editing(
  files: Record<string, string | Uint8Array>,
  name = "a.exp",
): Promise<Editor & { folder: string; file: string }> {
  const folder = folderOf(files);
  const file = join(folder, name);
  const editor = await serveEditor(file, 0);
  onTestFinished(() => editor.close());
  return { ...editor, folder, file };
}

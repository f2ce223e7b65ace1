/** Whether a head of the right shapes in a file was made for something else, and what to tell of it. A task says it, from the metadata of the file. */
export type CompareHead = (path: string, metadata: Readonly<Record<string, string>>) => { foreign: boolean; note: string | null };

import { rename, rm, writeFile } from 'node:fs/promises';

let count = 0;

/** Writes a file that is there whole or not at all, also when the process is killed meanwhile. */
export async function writeAtomically(path: string, text: string): Promise<void> {
  count += 1;
  const unfinished = `${path}.${process.pid}-${count}.tmp`;
  try {
    await writeFile(unfinished, text);
    await rename(unfinished, path);
  } catch (error) {
    await rm(unfinished, { force: true });
    throw error;
  }
}

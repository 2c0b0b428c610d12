import * as ort from 'onnxruntime-web/webgpu';
import { commands } from 'vitest/browser';
import { fuzzRuns } from '../fuzz/fuzzRuns.ts';

/** What agreed on WebGPU and wasm: the runtime's version, and the SHA-256 of each graph's files. */
type Checked = { readonly runtime: string; readonly graphs: Readonly<Record<string, string>> };
type GraphFile = { readonly role: string; readonly sha256: string };

/**
 * Which graphs a test runs on WebGPU. Emulated, they take minutes: `npm run graphs` runs them all and
 * writes down which files agreed (`webgpu.json` beside the reference); the suite runs those whose files,
 * or the runtime's version, changed since.
 */
export type GpuCheck<Name extends string> = {
  readonly names: readonly Name[];
  /** Whether every graph runs, whatever is written down. */
  readonly isWhole: boolean;
  /** After a whole run that agreed. */
  write(): Promise<void>;
};

/**
 * @param folder of the reference, from the project's root
 * @param always runs in the suite, too
 */
export const createGpuCheck = async <Name extends string>(
  folder: string,
  names: readonly Name[],
  files: readonly GraphFile[],
  always: readonly Name[] = [],
): Promise<GpuCheck<Name>> => {
  const path = `${folder}/webgpu.json`;
  const hashOf = (name: string): string =>
    files
      .filter(({ role }) => role === name || role === `${name}_weights`)
      .map(({ sha256 }) => sha256)
      .join(' ');
  const now: Checked = {
    runtime: ort.env.versions.web ?? '',
    graphs: Object.fromEntries(names.map((name) => [name, hashOf(name)])),
  };
  const response = await fetch(`/${path}`);
  const isWritten = response.headers.get('content-type')?.includes('json') === true;
  const before = isWritten ? ((await response.json()) as Checked) : null;
  const isChecked = (name: string): boolean =>
    before?.runtime === now.runtime && before.graphs[name] === now.graphs[name];
  const isWhole = fuzzRuns(0, 1) === 1;
  return {
    names: names.filter((name) => isWhole || always.includes(name) || !isChecked(name)),
    isWhole,
    write: () => commands.writeFile(path, `${JSON.stringify(now, null, 2)}\n`),
  };
};

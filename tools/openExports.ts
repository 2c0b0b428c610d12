/**
 * Exports a drawn project in every format from the built app and opens each file with the programs that
 * it is made for: `npm run formats`. Prints a table as Markdown. With `-- --out FOLDER` the files stay
 * there. Python and ffmpeg must be installed; PYTHON names another interpreter than `python3`, which
 * must have what tools/openExports/requirements.txt lists.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { buildIfStale } from '../scripts/browser/buildIfStale.ts';

const ROOT = join(import.meta.dirname, '..');
const TOOL = join(ROOT, 'tools/openExports');

/** @throws Error when the program cannot be run; ends this one when that one fails. */
const run = (program: string, args: readonly string[], env: Record<string, string> = {}): void => {
  const { status, error } = spawnSync(program, args, {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, ...env },
  });
  if (error !== undefined) throw error;
  if (status !== 0) process.exit(status ?? 1);
};

const { values } = parseArgs({ options: { out: { type: 'string' } } });
const folder = resolve(values.out ?? (await mkdtemp(join(tmpdir(), 'earmark-formats-'))));
await buildIfStale(ROOT, (text) => process.stderr.write(`${text}\n`));
run('npx', ['playwright', 'test', '--config', join(TOOL, 'playwright.config.ts')], {
  EARMARK_EXPORTS: folder,
});
run(process.env['PYTHON'] ?? 'python3', [join(TOOL, 'open_exports.py'), folder]);

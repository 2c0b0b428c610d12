import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export type Source = {
  /** From the root of the checkout, with forward slashes. */
  readonly path: string;
  readonly text: string;
  readonly language: 'typescript' | 'python' | 'css';
  readonly isTest: boolean;
};

const LANGUAGES: Readonly<Record<string, Source['language']>> = {
  ts: 'typescript',
  tsx: 'typescript',
  py: 'python',
  css: 'css',
};

/** Before November 2026 browser tests were called `x.browser.ts`. */
const TEST_PATH =
  /^(?:e2e|tests)\/|^models\/(?:.*\/)?tests\/|\.test\.tsx?$|\.browser\.tsx?$|\/test_\w+\.py$/;

/** Every committed or new source file below the root that git does not ignore. */
export const readSources = (root: string): Source[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
    .split('\0')
    .flatMap((path) => {
      const language = LANGUAGES[path.split('.').at(-1) ?? ''];
      return language === undefined || !existsSync(join(root, path))
        ? []
        : [
            {
              path,
              text: readFileSync(join(root, path), 'utf8'),
              language,
              isTest: TEST_PATH.test(path),
            },
          ];
    });

export const countLines = (text: string): number =>
  text === '' ? 0 : text.trimEnd().split('\n').length;

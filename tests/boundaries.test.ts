import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const MAX_LINES = 320;

type SourceFile = {
  /** From src, with forward slashes. */
  readonly path: string;
  readonly folder: string;
  readonly text: string;
  /** The text without its comments, whose words do not count. */
  readonly code: string;
  readonly imports: readonly string[];
};

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

const IMPORT = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)(['"])([^'"]+)\1/g;

const readSource = (path: string): SourceFile => {
  const text = readFileSync(join(SRC, path), 'utf8');
  const code = withoutComments(text);
  const imports = Array.from(code.matchAll(IMPORT), (match) => {
    const target = match[2] ?? '';
    return target.startsWith('.')
      ? `src/${relative(SRC, resolve(SRC, dirname(path), target)).replaceAll(sep, '/')}`
      : target;
  });
  return { path, folder: path.split('/')[0] ?? '', text, code, imports };
};

const allFiles = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .map(readSource);
const isTest = ({ path }: SourceFile): boolean => /\.(?:test|browser)\.tsx?$/.test(path);
const shipped = allFiles.filter((file) => !isTest(file));

/** Every import, as `file -> target`, of the files that do what they must not. */
const offences = (
  files: readonly SourceFile[],
  isForbidden: (target: string, file: SourceFile) => boolean,
): string[] =>
  files.flatMap((file) =>
    file.imports
      .filter((target) => isForbidden(target, file))
      .map((target) => `${file.path} -> ${target}`),
  );

const isPackage = (target: string, name: string): boolean =>
  target === name || target.startsWith(`${name}/`);

/** `features/timeline/lane.tsx` belongs to `features/timeline`. */
const featureOf = (path: string): string => path.split('/').slice(0, 2).join('/');

const inFolders = (...folders: string[]): SourceFile[] =>
  shipped.filter(({ folder }) => folders.includes(folder));

const DOM_NAMES =
  /(?<![.\w'])(?:window|document|navigator|self|localStorage|indexedDB|caches|fetch|HTML\w*Element|OffscreenCanvas\w*|ImageBitmap|ImageData|VideoFrame|requestAnimationFrame|postMessage)(?![\w':?])/g;

const domNamesIn = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, code }) =>
    Array.from(code.matchAll(DOM_NAMES), (match) => `${path}: ${match[0]}`),
  );

test('the sources are found, and their imports read', () => {
  expect(shipped.length).toBeGreaterThan(20);
  const openClip = shipped.find(({ path }) => path === 'media/openClip.ts');
  expect(openClip?.imports).toEqual(
    expect.arrayContaining(['mediabunny', 'src/core/errors.ts', 'src/media/mediaClip.ts']),
  );
});

describe('folders', () => {
  test('core imports nothing of the other folders', () => {
    const own = inFolders('core');
    expect(
      offences(own, (target) => target.startsWith('src/') && !target.startsWith('src/core/')),
    ).toEqual([]);
  });

  test('matte imports core alone: the page and the engine run the same code', () => {
    expect(
      offences(
        inFolders('matte'),
        (target) => !target.startsWith('src/core/') && !target.startsWith('src/matte/'),
      ),
    ).toEqual([]);
  });

  test('core names nothing of the DOM nor of workers', () => {
    expect(domNamesIn(inFolders('core'))).toEqual([]);
  });

  test('the core of the evaluation runs in Node: no engine, no page, nothing of the DOM', () => {
    const own = inFolders('evaluate').filter(({ path }) => !path.startsWith('evaluate/page/'));
    expect(
      offences(
        own,
        (target) =>
          target.startsWith('src/') &&
          !/^src\/(?:core|evaluate)\//.test(target) &&
          target !== 'src/engine/protocol.ts',
      ),
    ).toEqual([]);
    expect(offences(own, (target) => target.startsWith('src/evaluate/page/'))).toEqual([]);
    expect(domNamesIn(own)).toEqual([]);
  });

  test.each([
    ['mediabunny', 'media'],
    ['onnxruntime-web', 'model'],
    ['@huggingface/tokenizers', 'model'],
  ])('%s is imported by %s alone', (name, folder) => {
    const others = shipped.filter((file) => file.folder !== folder);
    expect(offences(others, (target) => isPackage(target, name))).toEqual([]);
  });

  test('the project file knows of core and of the engine’s protocol alone', () => {
    const known = /^src\/(?:core|project)\/|^src\/engine\/protocol\.ts$/;
    expect(
      offences(inFolders('project'), (target) => target.startsWith('src/') && !known.test(target)),
    ).toEqual([]);
    const others = shipped.filter((file) => file.folder !== 'project');
    expect(offences(others, (target) => isPackage(target, 'fflate'))).toEqual([]);
  });

  test('features never import one another', () => {
    expect(
      offences(
        inFolders('features'),
        (target, file) =>
          target.startsWith('src/features/') &&
          featureOf(target.slice('src/'.length)) !== featureOf(file.path),
      ),
    ).toEqual([]);
  });

  test('the page reaches the engine through its protocol and its client alone', () => {
    const doors = new Set(['src/engine/protocol.ts', 'src/engine/client.ts']);
    const page = shipped.filter(
      ({ folder, path }) =>
        ['player', 'features', 'state', 'ui', 'app', 'headless', 'evaluate'].includes(folder) ||
        !path.includes('/'),
    );
    expect(
      offences(
        page,
        (target) => /^src\/(?:media|model|engine)\//.test(target) && !doors.has(target),
      ),
    ).toEqual([]);
  });

  test('the engine knows nothing of the page', () => {
    expect(
      offences(
        inFolders('media', 'model', 'engine'),
        (target) =>
          /^src\/(?:player|features|state|ui|app|headless|evaluate)\//.test(target) ||
          isPackage(target, 'react') ||
          isPackage(target, 'react-dom') ||
          isPackage(target, 'zustand'),
      ),
    ).toEqual([]);
  });
});

describe('files', () => {
  test('have no default exports', () => {
    const found = allFiles.filter(({ code }) => /^export default\b|\bas default\b.*\}/m.test(code));
    expect(found.map(({ path }) => path)).toEqual([]);
  });

  test(`have at most ${MAX_LINES} lines`, () => {
    const long = shipped.filter(({ text }) => text.trimEnd().split('\n').length > MAX_LINES);
    expect(long.map(({ path }) => path)).toEqual([]);
  });

  test('of this project are imported with their extension', () => {
    expect(
      offences(allFiles, (target) => target.startsWith('src/') && !/\.\w+(?:\?\w+)?$/.test(target)),
    ).toEqual([]);
  });
});

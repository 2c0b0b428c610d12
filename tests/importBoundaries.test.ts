import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const SRC = fileURLToPath(new URL('../src', import.meta.url));
const MAX_LINES = 320;

type SourceFile = {
  /** From src, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** The text without its comments, whose words do not count. */
  readonly code: string;
  readonly imports: readonly string[];
};

const withoutComments = (text: string): string =>
  text.replaceAll(/\/\*[\s\S]*?\*\//g, '').replaceAll(/(^|\s)\/\/.*$/gm, '$1');

const IMPORT_SPECIFIER = /(?:\bfrom\s*|\bimport\s*\(?\s*|\bnew URL\(\s*)(['"])([^'"]+)\1/g;

const readSource = (path: string): SourceFile => {
  const text = readFileSync(join(SRC, path), 'utf8');
  const code = withoutComments(text);
  const imports = Array.from(code.matchAll(IMPORT_SPECIFIER), (match) => {
    const target = match[2] ?? '';
    return target.startsWith('.')
      ? `src/${relative(SRC, resolve(SRC, dirname(path), target)).replaceAll(sep, '/')}`
      : target;
  });
  return { path, text, code, imports };
};

const allFiles = readdirSync(SRC, { recursive: true, encoding: 'utf8' })
  .map((path) => path.replaceAll(sep, '/'))
  .filter((path) => /\.tsx?$/.test(path))
  .map(readSource);
const isTest = ({ path }: SourceFile): boolean => /\.test\.tsx?$/.test(path);
const shipped = allFiles.filter((file) => !isTest(file));

/** Every import, as `file -> target`, of the files that do what they must not. */
const violations = (
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

const isIn = ({ path }: SourceFile, folder: string): boolean => path.startsWith(`${folder}/`);

const filesIn = (...folders: string[]): SourceFile[] =>
  shipped.filter((file) => folders.some((folder) => isIn(file, folder)));

/** Is it a file of this project that lies in none of the folders, nor is one of the files? */
const isOwnOutside = (target: string, ...places: string[]): boolean =>
  target.startsWith('src/') &&
  target !== 'src/../package.json' &&
  !places.some((place) =>
    place.endsWith('.ts') ? target === `src/${place}` : target.startsWith(`src/${place}/`),
  );

const isUiPackage = (target: string): boolean =>
  ['react', 'react-dom', 'zustand'].some((name) => isPackage(target, name));

/** `editor/features/timeline/drawLane.ts` belongs to `editor/features/timeline`. */
const featureOf = (path: string): string => path.split('/').slice(0, 3).join('/');

const DOM_NAME =
  /(?<![.\w'])(?:window|document|navigator|self|localStorage|indexedDB|caches|fetch|HTML\w*Element|OffscreenCanvas\w*|ImageBitmap|ImageData|VideoFrame|requestAnimationFrame|postMessage)(?![\w':?])/g;

const domNamesUsed = (files: readonly SourceFile[]): string[] =>
  files.flatMap(({ path, code }) =>
    Array.from(code.matchAll(DOM_NAME), (match) => `${path}: ${match[0]}`),
  );

test('the sources are found, and their imports read', () => {
  expect(shipped.length).toBeGreaterThan(20);
  const openClip = shipped.find(({ path }) => path === 'engine/media/openClip.ts');
  expect(openClip?.imports).toEqual(
    expect.arrayContaining([
      'mediabunny',
      'src/core/util/errors.ts',
      'src/engine/media/mediaClip.ts',
    ]),
  );
});

/** The shortest circle of imports through each file that is in one, imports of types too. */
const importCycles = (files: readonly SourceFile[]): string[] => {
  const importsOf = new Map(
    files.map(({ path, imports }) => [
      path,
      imports.flatMap((target) => (target.startsWith('src/') ? [target.slice(4)] : [])),
    ]),
  );
  const cycles = new Map<string, string>();
  for (const start of importsOf.keys()) {
    const before = new Map<string, string>();
    const queue = [start];
    for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
      for (const target of importsOf.get(path) ?? []) {
        if (target === start) {
          const way = [path];
          for (let at = path; at !== start; at = before.get(at) ?? start) {
            way.unshift(before.get(at) ?? start);
          }
          const name = way.toSorted().join(' ');
          cycles.set(name, cycles.get(name) ?? [...way, start].join(' -> '));
          queue.length = 0;
          break;
        }
        if (importsOf.has(target) && !before.has(target)) {
          before.set(target, path);
          queue.push(target);
        }
      }
    }
  }
  return [...cycles.values()];
};

const fakeFile = (path: string, ...imports: string[]): SourceFile => ({
  path,
  text: '',
  code: '',
  imports,
});

describe('folders', () => {
  test('import one another in no circle, not even by type', () => {
    expect(importCycles(shipped)).toEqual([]);
  });

  test('that are in a circle are found', () => {
    const files = [
      fakeFile('a.ts', 'src/b.ts', 'react'),
      fakeFile('b.ts', 'src/c.ts'),
      fakeFile('c.ts'),
    ];
    expect(importCycles(files)).toEqual([]);
    expect(importCycles([...files.slice(0, 2), fakeFile('c.ts', 'src/a.ts')])).toEqual([
      'a.ts -> b.ts -> c.ts -> a.ts',
    ]);
  });

  test('are these', () => {
    const folders = new Set(allFiles.map(({ path }) => path.split('/')[0]));
    expect([...folders].toSorted((a = '', b = '') => a.localeCompare(b))).toEqual([
      'core',
      'editor',
      'engine',
      'evaluation',
      'headless',
      'protocol',
      'pwa',
      'rendering',
    ]);
  });

  test('core imports nothing of the other folders', () => {
    expect(violations(filesIn('core'), (target) => isOwnOutside(target, 'core'))).toEqual([]);
  });

  test('core names nothing of the DOM nor of workers', () => {
    expect(domNamesUsed(filesIn('core'))).toEqual([]);
  });

  test('the protocol imports core alone', () => {
    expect(
      violations(filesIn('protocol'), (target) => isOwnOutside(target, 'core', 'protocol')),
    ).toEqual([]);
  });

  test('edges import core alone: the page and the engine run the same code', () => {
    expect(
      violations(
        filesIn('rendering/edges'),
        (target) => !target.startsWith('src/core/') && !target.startsWith('src/rendering/edges/'),
      ),
    ).toEqual([]);
  });

  test('rendering knows neither the editor nor the engine', () => {
    expect(
      violations(
        filesIn('rendering'),
        (target) => isOwnOutside(target, 'core', 'protocol', 'rendering') || isUiPackage(target),
      ),
    ).toEqual([]);
  });

  test('the core of the evaluation runs in Node: no engine, no page, nothing of the DOM', () => {
    const own = filesIn('evaluation').filter(
      (file) =>
        !isIn(file, 'evaluation/browser') &&
        !isIn(file, 'evaluation/ui') &&
        file.path !== 'evaluation/main.tsx',
    );
    expect(own.length).toBeGreaterThan(20);
    expect(
      violations(
        own,
        (target) =>
          isOwnOutside(target, 'core', 'evaluation', 'protocol') ||
          /^src\/evaluation\/(?:browser|ui)\//.test(target) ||
          isUiPackage(target),
      ),
    ).toEqual([]);
    expect(domNamesUsed(own)).toEqual([]);
  });

  test('the evaluation takes of the editor its controls alone', () => {
    expect(
      violations(
        filesIn('evaluation'),
        (target) => target.startsWith('src/editor/') && !target.startsWith('src/editor/ui/'),
      ),
    ).toEqual([]);
  });

  test.each([
    // The evaluation reads and writes the sound files of a benchmark.
    ['mediabunny', ['engine/media', 'evaluation/experiments']],
    ['onnxruntime-web', ['engine/inference']],
    ['@huggingface/tokenizers', ['engine/inference']],
    ['fflate', ['editor/persistence/projectFile']],
    ['client-zip', ['engine/export']],
  ])('%s is imported by %j alone', (name, folders) => {
    const importers = shipped.filter((file) =>
      file.imports.some((target) => isPackage(target, name)),
    );
    for (const folder of folders) {
      expect(importers.filter((file) => isIn(file, folder))).not.toEqual([]);
    }
    const strangers = importers.filter((file) => !folders.some((folder) => isIn(file, folder)));
    expect(strangers.map(({ path }) => path)).toEqual([]);
  });

  test('the project file knows of core and of the engine’s protocol alone', () => {
    const own = filesIn('editor/persistence/projectFile');
    expect(own.length).toBeGreaterThan(1);
    expect(
      violations(own, (target) =>
        isOwnOutside(target, 'core', 'protocol', 'editor/persistence/projectFile'),
      ),
    ).toEqual([]);
  });

  test('features never import one another', () => {
    const own = filesIn('editor/features');
    expect(own.length).toBeGreaterThan(20);
    expect(
      violations(
        own,
        (target, file) =>
          target.startsWith('src/editor/features/') &&
          featureOf(target.slice('src/'.length)) !== featureOf(file.path),
      ),
    ).toEqual([]);
  });

  test('the editor knows neither the evaluation nor the headless page', () => {
    expect(
      violations(filesIn('editor'), (target) => /^src\/(?:evaluation|headless)\//.test(target)),
    ).toEqual([]);
  });

  test('the headless page runs the engine without the editor', () => {
    expect(
      violations(filesIn('headless'), (target) =>
        isOwnOutside(
          target,
          'core',
          'protocol',
          'headless',
          'evaluation',
          'rendering',
          'engine/client.ts',
        ),
      ),
    ).toEqual([]);
  });

  test('the service worker and what the page shares with it stand alone', () => {
    expect(
      violations(filesIn('pwa'), (target) => isOwnOutside(target, 'pwa', 'core/limits.ts')),
    ).toEqual([]);
  });

  test('stores, documents and controllers of the editor know nothing of React components', () => {
    const own = filesIn('editor').filter(
      (file) =>
        ['actions', 'document', 'export', 'persistence', 'playback', 'search', 'session'].some(
          (folder) => isIn(file, `editor/${folder}`),
        ) && file.path.endsWith('.ts'),
    );
    expect(own.length).toBeGreaterThan(50);
    expect(violations(own, (target) => /^src\/editor\/(?:app|features)\//.test(target))).toEqual(
      [],
    );
  });

  test('the page reaches the engine through its protocol and its client alone', () => {
    expect(
      violations(
        filesIn('editor', 'evaluation', 'headless', 'pwa', 'rendering', 'protocol'),
        (target) => target.startsWith('src/engine/') && target !== 'src/engine/client.ts',
      ),
    ).toEqual([]);
  });

  test('the engine knows nothing of the page', () => {
    expect(
      violations(
        filesIn('engine'),
        (target) =>
          isOwnOutside(
            target,
            'core',
            'protocol',
            'rendering/canvas',
            'rendering/edges',
            'rendering/looks',
            'engine',
          ) || isUiPackage(target),
      ),
    ).toEqual([]);
  });

  test('decoding and inference know nothing of what uses them', () => {
    const users = /^src\/engine\/(?:corrections|export|results|segmentation|suggestions)\//;
    expect(
      violations(filesIn('engine/media', 'engine/inference'), (target) => users.test(target)),
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
      violations(
        allFiles,
        (target) => target.startsWith('src/') && !/\.\w+(?:\?\w+)?$/.test(target),
      ),
    ).toEqual([]);
  });
});

import { expect, test } from 'vitest';
import { importCycles, readModule, unusedExports } from './importGraph.ts';
import { longFunctions } from './longFunctions.ts';
import type { Source } from './readSources.ts';

const typescript = (path: string, text: string): Source => ({
  path,
  text,
  language: 'typescript',
  isTest: false,
});

const modulesOf = (files: Readonly<Record<string, string>>) => {
  const sources = Object.entries(files).map(([path, text]) => typescript(path, text));
  const paths = new Set(Object.keys(files));
  return new Map(sources.map((source) => [source.path, readModule(source, paths)]));
};

test('a cycle of types is found where types count, and only there', () => {
  const modules = modulesOf({
    'src/a.ts': "import type { B } from './b.ts'; export type A = { b: B };",
    'src/b.ts': "import { type A } from './c.ts'; export type B = { a: A };",
    'src/c.ts': "export type { A } from './a.ts';",
  });
  expect(importCycles(modules, { withTypes: false })).toEqual([]);
  expect(importCycles(modules, { withTypes: true })).toEqual([
    ['src/a.ts', 'src/b.ts', 'src/c.ts'],
  ]);
});

test('an export is used by a name, through a re-export, by a star or by a dynamic import', () => {
  const modules = modulesOf({
    'src/own.ts': 'export const used = 1; export const unused = 2; export const behind = 3;',
    'src/index.ts': "export { behind as front } from './own.ts'; export * from './all.ts';",
    'src/all.ts': 'export const inStar = 1; export const notTaken = 2;',
    'src/worker.ts': 'export const run = () => 1;',
    'src/main.ts':
      "import { used } from './own.ts'; import { front, inStar } from './index.ts';" +
      "void import('./worker.ts'); used(front, inStar);",
  });
  expect(unusedExports(modules, Array.from(modules.values()))).toEqual([
    'src/own.ts: unused',
    'src/all.ts: notTaken',
  ]);
});

test('functions are as long as from their first line to their last, in both languages', () => {
  const body = Array.from({ length: 4 }, (_, index) => `  call(${index});`).join('\n');
  const python: Source = {
    path: 'models/a.py',
    text: `def short(\n    a: int,\n) -> int:\n    return a\n\n\ndef long() -> int:\n${body}\n    return 1\n`,
    language: 'python',
    isTest: false,
  };
  const code = `export const long = () => {\n${body}\n};\nconst short = () => 1;\n`;
  expect(longFunctions([typescript('src/a.ts', code), python], 4)).toEqual([
    { path: 'src/a.ts', name: 'long', lines: 6 },
    { path: 'models/a.py', name: 'long', lines: 6 },
  ]);
});

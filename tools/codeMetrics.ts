/**
 * Prints the size and the shape of the code as Markdown: `npm run metrics`, or
 * `npm run metrics -- --root DIR` for another checkout.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { queryToMask, recipePlaces } from './codeMetrics/documentedPlaces.ts';
import { importCycles, readModule, unusedExports } from './codeMetrics/importGraph.ts';
import { longFunctions } from './codeMetrics/longFunctions.ts';
import { countLines, readSources } from './codeMetrics/readSources.ts';
import type { Source } from './codeMetrics/readSources.ts';

const MAX_FUNCTION_LINES = 100;
const SMALL_FILE_LINES = 20;
const LISTED = 10;

const FOLDERS: readonly (readonly [name: string, isIn: (source: Source) => boolean])[] = [
  ['src', ({ path }) => path.startsWith('src/')],
  ['scripts, tools', ({ path }) => /^(?:scripts|tools)\//.test(path)],
  ['models (Python)', ({ path, language }) => path.startsWith('models/') && language === 'python'],
];

const linesOf = (sources: readonly Source[]): number =>
  sources.reduce((sum, { text }) => sum + countLines(text), 0);

const grouped = (value: number): string => value.toLocaleString('en-US');

const thingsPerThousandLines = (sources: readonly Source[]): string => {
  const uses = sources.reduce((sum, { text }) => sum + (text.match(/thing/gi)?.length ?? 0), 0);
  return ((uses / Math.max(1, linesOf(sources))) * 1000).toFixed(1);
};

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const list = (title: string, items: readonly string[]): string =>
  [`### ${title}`, '', ...(items.length === 0 ? ['None.'] : items.map((item) => `- ${item}`))].join(
    '\n',
  );

/** Counted from the documents, whose paths `tests/documentation.test.ts` checks. */
const documentedRows = (root: string): string[][] => {
  const way = queryToMask(root);
  return [
    ...(way === null
      ? []
      : [
          ['steps from query to mask', grouped(way.steps)],
          ['files on them', grouped(way.files)],
          ['crossings of the worker', grouped(way.crossings)],
        ]),
    ...Array.from(recipePlaces(root), ([name, places]) => [
      `places to touch: ${name}`,
      grouped(places),
    ]),
  ];
};

const metricsOf = (root: string): string => {
  const sources = readSources(root);
  const shipped = sources.filter(
    (source) => !source.isTest && FOLDERS.some(([, isIn]) => isIn(source)),
  );
  const tests = sources.filter(({ isTest }) => isTest);
  const paths = new Set(sources.map(({ path }) => path));
  const modules = sources
    .filter(({ language }) => language === 'typescript')
    .map((source) => ({ source, module: readModule(source, paths) }));
  const own = new Map(
    modules
      .filter(({ source }) => shipped.includes(source))
      .map(({ module }) => [module.path, module]),
  );
  const all = modules.map(({ module }) => module);
  const cycles = importCycles(own, { withTypes: true });
  const functions = longFunctions(shipped, MAX_FUNCTION_LINES);
  const unused = unusedExports(own, all);
  const usedByTestsAlone = unusedExports(own, Array.from(own.values())).length - unused.length;
  const small = shipped.filter(({ text }) => countLines(text) <= SMALL_FILE_LINES);
  const longest = shipped
    .toSorted((a, b) => countLines(b.text) - countLines(a.text))
    .slice(0, LISTED);
  const columns = FOLDERS.map(([, isIn]) => shipped.filter(isIn));

  return [
    table(
      ['Outside tests', ...FOLDERS.map(([name]) => name), 'together'],
      [
        ['files', ...[...columns, shipped].map((each) => grouped(each.length))],
        ['lines', ...[...columns, shipped].map((each) => grouped(linesOf(each)))],
        [
          `files of ${SMALL_FILE_LINES} lines and fewer`,
          ...columns.map((each) => grouped(each.filter((file) => small.includes(file)).length)),
          grouped(small.length),
        ],
        [
          `functions over ${MAX_FUNCTION_LINES} lines`,
          ...[...columns, shipped].map((each) =>
            grouped(longFunctions(each, MAX_FUNCTION_LINES).length),
          ),
        ],
        ['"thing" per 1,000 lines', ...[...columns, shipped].map(thingsPerThousandLines)],
      ],
    ),
    '',
    table(
      ['TypeScript outside tests', ''],
      [
        ['import cycles of values', grouped(importCycles(own, { withTypes: false }).length)],
        ['import cycles, types counted', grouped(cycles.length)],
        ['exports without importer', grouped(unused.length)],
        ['exports that tests alone import', grouped(usedByTestsAlone)],
        ['lines of tests (all languages)', grouped(linesOf(tests))],
      ],
    ),
    '',
    table(['Documented', ''], documentedRows(root)),
    '',
    list(
      'Longest files',
      longest.map(({ path, text }) => `${path}: ${countLines(text)}`),
    ),
    '',
    list(
      `Functions over ${MAX_FUNCTION_LINES} lines`,
      functions.map(({ path, name, lines }) => `${path}: ${name}, ${lines}`),
    ),
    '',
    list(
      'Import cycles, types counted',
      cycles.map((cycle) => cycle.join(', ')),
    ),
    '',
    list('Exports without importer', unused),
  ].join('\n');
};

const { values } = parseArgs({ options: { root: { type: 'string' } } });
const ownRoot = fileURLToPath(new URL('..', import.meta.url));
console.log(metricsOf(values.root === undefined ? ownRoot : resolve(values.root)));

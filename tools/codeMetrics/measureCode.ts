import { queryToMask, recipePlaces } from './documentedPlaces.ts';
import { importCycles, readModule, unusedExports } from './importGraph.ts';
import { longFunctions } from './longFunctions.ts';
import type { FunctionLength } from './longFunctions.ts';
import { countLines, readSources } from './readSources.ts';
import type { Source } from './readSources.ts';

export const MAX_FUNCTION_LINES = 100;
const SMALL_FILE_LINES = 20;
const LISTED_FILES = 10;

type CodeMeasurement = {
  /** Label and value, in the order of the table. */
  readonly figures: ReadonlyMap<string, string>;
  readonly longestFiles: readonly { readonly path: string; readonly lines: number }[];
  readonly longFunctions: readonly FunctionLength[];
  readonly cycles: readonly (readonly string[])[];
  /** As `path: name`. */
  readonly unusedExports: readonly string[];
};

const PARTS: readonly (readonly [name: string, isIn: (source: Source) => boolean])[] = [
  ['src', ({ path }) => path.startsWith('src/')],
  ['scripts and tools', ({ path }) => /^(?:scripts|tools)\//.test(path)],
  ['models', ({ path, language }) => path.startsWith('models/') && language === 'python'],
];

const linesOf = (sources: readonly Source[]): number =>
  sources.reduce((sum, { text }) => sum + countLines(text), 0);

const thingsPerThousandLines = (sources: readonly Source[]): string => {
  const uses = sources.reduce((sum, { text }) => sum + (text.match(/thing/gi)?.length ?? 0), 0);
  return ((uses / Math.max(1, linesOf(sources))) * 1000).toFixed(1);
};

const partFigures = (shipped: readonly Source[]): [string, number | string][] =>
  PARTS.flatMap(([name, isIn]): [string, number | string][] => {
    const part = shipped.filter(isIn);
    return [
      [`lines of ${name}`, linesOf(part)],
      [`files of ${name}`, part.length],
      [
        `files of ${SMALL_FILE_LINES} lines and fewer in ${name}`,
        part.filter(({ text }) => countLines(text) <= SMALL_FILE_LINES).length,
      ],
      [
        `functions over ${MAX_FUNCTION_LINES} lines in ${name}`,
        longFunctions(part, MAX_FUNCTION_LINES).length,
      ],
      [`"thing" per 1,000 lines of ${name}`, thingsPerThousandLines(part)],
    ];
  });

/** Counted from the documents, whose paths `tests/documentation.test.ts` checks. */
const documentedFigures = (root: string): [string, number][] => {
  const way = queryToMask(root);
  return [
    ...(way === null
      ? []
      : ([
          ['steps from query to mask', way.steps],
          ['files on them', way.files],
          ['crossings of the worker', way.crossings],
        ] satisfies [string, number][])),
    ...Array.from(recipePlaces(root), ([name, places]): [string, number] => [
      `places to touch: ${name}`,
      places,
    ]),
  ];
};

/** Measures a checkout; tests are left out unless a label says otherwise. */
export const measureCode = (root: string): CodeMeasurement => {
  const sources = readSources(root);
  const shipped = sources.filter(
    (source) => !source.isTest && PARTS.some(([, isIn]) => isIn(source)),
  );
  const paths = new Set(sources.map(({ path }) => path));
  const modules = sources
    .filter(({ language }) => language === 'typescript')
    .map((source) => ({ isShipped: shipped.includes(source), module: readModule(source, paths) }));
  const own = new Map(
    modules.filter(({ isShipped }) => isShipped).map(({ module }) => [module.path, module]),
  );
  const cycles = importCycles(own, { withTypes: true });
  const unused = unusedExports(
    own,
    modules.map(({ module }) => module),
  );
  const unusedOutsideTests = unusedExports(own, Array.from(own.values()));
  const figures: [string, number | string][] = [
    ...partFigures(shipped),
    ['import cycles of values', importCycles(own, { withTypes: false }).length],
    ['import cycles, types counted', cycles.length],
    ['exports without importer', unused.length],
    ['exports that tests alone import', unusedOutsideTests.length - unused.length],
    ['lines of tests', linesOf(sources.filter(({ isTest }) => isTest))],
    ...documentedFigures(root),
  ];
  return {
    figures: new Map(
      figures.map(([label, value]) => [
        label,
        typeof value === 'number' ? value.toLocaleString('en-US') : value,
      ]),
    ),
    longestFiles: shipped
      .map(({ path, text }) => ({ path, lines: countLines(text) }))
      .toSorted((a, b) => b.lines - a.lines)
      .slice(0, LISTED_FILES),
    longFunctions: longFunctions(shipped, MAX_FUNCTION_LINES),
    cycles,
    unusedExports: unused,
  };
};

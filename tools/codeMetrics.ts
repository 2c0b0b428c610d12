/**
 * Prints the size and the shape of the code as Markdown: `npm run metrics`, or
 * `npm run metrics -- --root DIR` for another checkout. With `--before DIR` only the table, beside
 * that checkout's figures (`git worktree add DIR COMMIT` makes one).
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MAX_FUNCTION_LINES, measureCode } from './codeMetrics/measureCode.ts';

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');

const list = (title: string, items: readonly string[]): string =>
  [`### ${title}`, '', ...(items.length === 0 ? ['None.'] : items.map((item) => `- ${item}`))].join(
    '\n',
  );

const compare = (before: string, root: string): string => {
  const figures = measureCode(before).figures;
  const rows = Array.from(measureCode(root).figures, ([label, value]) => [
    label,
    figures.get(label) ?? '-',
    value,
  ]);
  return table(['Outside tests', 'before', 'after'], rows);
};

const describe = (root: string): string => {
  const { figures, longestFiles, longFunctions, cycles, unusedExports } = measureCode(root);
  return [
    table(['Outside tests', ''], Array.from(figures)),
    list(
      'Longest files',
      longestFiles.map(({ path, lines }) => `${path}: ${lines}`),
    ),
    list(
      `Functions over ${MAX_FUNCTION_LINES} lines`,
      longFunctions.map(({ path, name, lines }) => `${path}: ${name}, ${lines}`),
    ),
    list(
      'Import cycles, types counted',
      cycles.map((cycle) => cycle.join(', ')),
    ),
    list('Exports without importer', unusedExports),
  ].join('\n\n');
};

const { values } = parseArgs({
  options: { root: { type: 'string' }, before: { type: 'string' } },
});
const root = resolve(values.root ?? fileURLToPath(new URL('..', import.meta.url)));
console.log(values.before === undefined ? describe(root) : compare(resolve(values.before), root));

const EMPTY_CELL = '';

export const formatPercent = (value: number | null): string =>
  value === null ? EMPTY_CELL : (value * 100).toFixed(2);
export const formatFraction = (value: number | null): string =>
  value === null ? EMPTY_CELL : value.toFixed(3);

/** One cell of Markdown: nothing in it can end the cell or begin markup. */
export const escapeCell = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\|`*_<>[\]]/g, (character) => `\\${character}`);

export const markdownTable = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] => [
  `| ${header.join(' | ')} |`,
  `|${header.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

const NONE = '';

export const percentText = (value: number | null): string =>
  value === null ? NONE : (value * 100).toFixed(2);
export const shareText = (value: number | null): string =>
  value === null ? NONE : value.toFixed(3);

/** One cell of Markdown: nothing in it can end the cell or begin markup. */
export const cell = (text: string): string =>
  text.replaceAll(/[\r\n]+/g, ' ').replaceAll(/[\\|`*_<>[\]]/g, (character) => `\\${character}`);

export const table = (
  header: readonly string[],
  rows: readonly (readonly string[])[],
): string[] => [
  `| ${header.join(' | ')} |`,
  `|${header.map(() => '---').join('|')}|`,
  ...rows.map((row) => `| ${row.join(' | ')} |`),
];

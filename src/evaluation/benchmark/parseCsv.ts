import { BenchmarkError } from './benchmarkProblem.ts';
import { MAX_CSV_CHARACTERS } from '../../core/limits.ts';

type CsvRow = {
  /** Line of the file on which the row begins, counted from 1; the header is line 1. */
  readonly line: number;
  readonly cells: readonly string[];
};

type CsvTable = {
  readonly header: readonly string[];
  readonly rows: readonly CsvRow[];
};

/**
 * Reads comma-separated values as RFC 4180 has them: quoted cells with doubled quotes, either line
 * ending, a byte order mark. Empty lines are skipped.
 *
 * @throws BenchmarkError when there is no header, or a quote is never closed
 */
export const parseCsv = (text: string, fileName: string): CsvTable => {
  if (text.length > MAX_CSV_CHARACTERS) {
    throw new BenchmarkError(`${fileName} is too large to be a table of sentences.`);
  }
  const [head, ...rows] = readRows(text.replace(/^\uFEFF/, ''), fileName);
  if (head === undefined) throw new BenchmarkError(`${fileName} is empty.`);
  return { header: head.cells.map((cell) => cell.trim()), rows };
};

const readRows = (text: string, fileName: string): CsvRow[] => {
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let line = 1;
  let rowLine = 1;
  const end = (): void => {
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: rowLine, cells });
    cells = [];
    rowLine = line;
  };
  // One cell and what ends it: a comma, a line's end or the file's.
  const CELL = /(?:"((?:[^"]|"")*)"|([^",\r\n][^,\r\n]*|))(,|\r\n|\n|\r|$)/gy;
  while (CELL.lastIndex < text.length) {
    const match = CELL.exec(text);
    if (match === null) {
      throw new BenchmarkError(`${fileName}, line ${line}: a quote is out of place.`);
    }
    const [whole, quoted, plain, ending] = match;
    cells.push(quoted?.replaceAll('""', '"') ?? plain ?? '');
    line += whole.match(/\r\n|\n|\r/g)?.length ?? 0;
    if (ending !== ',') end();
    else if (CELL.lastIndex === text.length) cells.push('');
  }
  if (cells.length > 0) end();
  return rows;
};

/** Rows as objects of the required columns; extra columns are listed, short rows are problems. */
export type CsvColumns<C extends string> = {
  readonly rows: readonly { readonly line: number; readonly cells: Readonly<Record<C, string>> }[];
  readonly unknownColumns: readonly string[];
  readonly badLines: readonly { readonly line: number; readonly message: string }[];
};

/** @throws BenchmarkError when a required column is missing */
export const readColumns = <C extends string>(
  { header, rows }: CsvTable,
  columns: readonly C[],
  fileName: string,
  known: readonly string[] = columns,
): CsvColumns<C> => {
  const missing = columns.filter((column) => !header.includes(column));
  if (missing.length > 0) {
    throw new BenchmarkError(
      `${fileName} has no column ${missing.map((name) => `"${name}"`).join(', ')}. Its first line must name: ${columns.join(', ')}.`,
    );
  }
  const places = columns.map((column) => [column, header.indexOf(column)] as const);
  const isWhole = (row: CsvRow): boolean => row.cells.length === header.length;
  return {
    rows: rows.filter(isWhole).map((row) => ({
      line: row.line,
      cells: Object.fromEntries(
        places.map(([column, place]) => [column, row.cells[place] ?? '']),
      ) as Record<C, string>,
    })),
    unknownColumns: header.filter((name) => !known.includes(name)),
    badLines: rows
      .filter((row) => !isWhole(row))
      .map(({ line, cells }) => ({
        line,
        message: `has ${cells.length} cells, not ${header.length}`,
      })),
  };
};

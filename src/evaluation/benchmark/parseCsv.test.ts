import { describe, expect, test } from 'vitest';
import { parseCsv, readColumns } from './parseCsv.ts';
import { BenchmarkError } from './benchmarkProblem.ts';

const cellsOf = (text: string): (readonly string[])[] =>
  parseCsv(`a,b\n${text}`, 't.csv').rows.map(({ cells }) => cells);

describe('parseCsv', () => {
  test('reads quotes, commas and line ends inside of them', () => {
    expect(cellsOf('"x, ""y""","two\nlines"')).toEqual([['x, "y"', 'two\nlines']]);
  });

  test('takes all line endings and skips empty lines', () => {
    expect(cellsOf('1,2\r\n\r\n3,4\r5,6\n')).toEqual([
      ['1', '2'],
      ['3', '4'],
      ['5', '6'],
    ]);
  });

  test('keeps empty cells, also the last one', () => {
    expect(cellsOf(',\n1,')).toEqual([
      ['', ''],
      ['1', ''],
    ]);
  });

  test('skips a byte order mark and counts lines from the header', () => {
    const { header, rows } = parseCsv('\uFEFFa , b\n"x\ny",1\nz,2\n', 't.csv');
    expect(header).toEqual(['a', 'b']);
    expect(rows.map(({ line }) => line)).toEqual([2, 4]);
  });

  test('says on which line a quote is out of place', () => {
    expect(() => parseCsv('a,b\n1,2\n3,"4\n', 't.csv')).toThrow(/line 3/);
    expect(() => parseCsv('a,b\n1,2"x\n', 't.csv')).not.toThrow();
    expect(() => parseCsv('a,b\n1,"2"x\n', 't.csv')).toThrow(/line 2/);
    expect(() => parseCsv('', 't.csv')).toThrow(BenchmarkError);
  });
});

describe('readColumns', () => {
  test('names unknown columns and short rows, and asks for missing ones', () => {
    const table = parseCsv('b,mood,a\n1,good,2\n3,bad\n', 't.csv');
    const columns = readColumns(table, ['a', 'b'], 't.csv');
    expect(columns.rows).toEqual([{ line: 2, cells: { a: '2', b: '1' } }]);
    expect(columns.unknownColumns).toEqual(['mood']);
    expect(columns.badLines).toEqual([{ line: 3, message: 'has 2 cells, not 3' }]);
    expect(() => readColumns(table, ['c'], 't.csv')).toThrow('no column "c"');
  });
});

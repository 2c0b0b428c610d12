import { describe, expect, test } from 'vitest';
import { parseBatch } from './batch.ts';

const line = (fields: object): string =>
  JSON.stringify({ id: 'a1', clip: 'dog.mp4', expression: 'the dog', ...fields });

describe('parseJobs', () => {
  test('reads one job a line and skips empty lines', () => {
    const text = `${line({ frames: [30, 60] })}\n\n${line({ id: 'b.2' })}\r\n`;
    expect(parseBatch(text)).toEqual([
      { id: 'a1', clip: 'dog.mp4', expression: 'the dog', frames: [30, 60] },
      { id: 'b.2', clip: 'dog.mp4', expression: 'the dog' },
    ]);
  });

  test.each([
    ['an id that leaves the folder', { id: '../up' }],
    ['an id with a folder in it', { id: 'a/b' }],
    ['an id that is the folder itself', { id: '.' }],
    ['a hidden id', { id: '.git' }],
    ['an id that ends in a dot', { id: 'a.' }],
    ['an empty id', { id: '' }],
    ['an endless id', { id: 'a'.repeat(101) }],
    ['an absolute Windows path', { id: 'C:\\x' }],
    ['a negative frame', { frames: [-1] }],
    ['half a frame', { frames: [0.5] }],
    ['a frame in words', { frames: ['1'] }],
    ['no frames at all', { frames: [] }],
    ['a frame beyond any clip', { frames: [1e10] }],
    ['a misspelt key', { frame: [1] }],
    ['an expression that is no text', { expression: 7 }],
    ['no clip', { clip: undefined }],
  ])('refuses %s and says which line', (_, fields) => {
    expect(() => parseBatch(`${line({ id: 'ok' })}\n${line(fields)}`)).toThrow(/^Line 2 /);
  });

  test('refuses what is no JSON, and a repeated id in other letters', () => {
    expect(() => parseBatch('{"id": ')).toThrow(/^Line 1 is no JSON/);
    expect(() => parseBatch(`${line({})}\n\n${line({ id: 'A1' })}`)).toThrow(
      'Line 3 repeats the id "A1" of line 1.',
    );
  });

  test('refuses an empty batch', () => {
    expect(() => parseBatch('\n\n')).toThrow('no jobs');
  });
});

import { expect, test } from 'vitest';
import { clipOfFile, EMPTY_BIN, parseQueries, parseStoredBin, serializeBin } from './binState.ts';

const bin = {
  queries: ['the dog'],
  clips: [
    {
      id: 'a',
      fileName: 'a.mp4',
      bytes: 10,
      found: [{ query: 'the dog', presentFrames: 3, frames: 12 }],
    },
    { id: 'b', fileName: 'b.mp4', bytes: 20, found: null },
  ],
  queue: {
    isPaused: false,
    entries: [
      { id: 'a', state: 'done', attempts: 1, failure: null },
      { id: 'b', state: 'running', attempts: 1, failure: null },
    ],
  },
} as const;

test('a bin comes back paused after a reload; what ran waits again', () => {
  const stored: unknown = JSON.parse(JSON.stringify(serializeBin(bin)));
  const back = parseStoredBin(stored);
  expect(back).toMatchObject({ queries: ['the dog'], clips: bin.clips });
  expect(back.queue.isPaused).toBe(true);
  expect(back.queue.entries).toMatchObject([
    { id: 'a', state: 'done' },
    { id: 'b', state: 'waiting', failure: { kind: 'page-crashed' } },
  ]);
  for (const other of [null, {}, { version: 2 }, { ...bin, version: 1, queue: {} }]) {
    expect(parseStoredBin(other)).toEqual(EMPTY_BIN);
  }
});

test('sentences are lines, each once; a file is known by name and size', () => {
  expect(parseQueries(' the dog \n\nthe cat\nthe dog')).toEqual(['the dog', 'the cat']);
  expect(clipOfFile(bin.clips, { name: 'b.mp4', size: 20 })?.id).toBe('b');
  expect(clipOfFile(bin.clips, { name: 'b.mp4', size: 21 })).toBeUndefined();
});

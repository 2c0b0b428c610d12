import { downloadZip } from 'client-zip';
import { expect, test } from 'vitest';
import { openExportCollection } from './exportCollection.ts';
import { readStoredArchive } from './readStoredArchive.ts';

const textOf = (input: unknown): Promise<string> => new Response(input as Blob).text();

test('files of an archive are slices of it; other files are none', async () => {
  const zip = await downloadZip([
    { name: 'a/one.txt', input: 'first' },
    { name: 'Bär.txt', input: 'x'.repeat(70_000) },
    { name: 'empty.txt', input: '' },
  ]).blob();
  const files = (await readStoredArchive(zip)) ?? [];
  expect(files.map(({ name }) => name)).toEqual(['a/one.txt', 'Bär.txt', 'empty.txt']);
  const texts = await Promise.all(files.map(({ input }) => textOf(input)));
  expect(texts.map(({ length }) => length)).toEqual([5, 70_000, 0]);
  expect(texts[0]).toBe('first');
  for (const other of ['', 'no archive at all, but long enough to be one']) {
    expect(await readStoredArchive(new Blob([other]))).toBeNull();
  }
});

test('a collection is one archive of what was added, in order', async () => {
  const collection = await openExportCollection('all.zip');
  await collection.addText('b.txt', 'second');
  await collection.addText('a.txt', 'third');
  const file = await collection.finish();
  expect([file.name, file.type]).toEqual(['all.zip', 'application/zip']);
  const files = (await readStoredArchive(file)) ?? [];
  expect(files.map(({ name }) => name)).toEqual(['b.txt', 'a.txt']);
  expect(await textOf(files[1]?.input)).toBe('third');
});

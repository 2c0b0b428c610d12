import { readFileSync } from 'node:fs';
import { expect, test, vi } from 'vitest';
import { fetchSamples } from './samples.ts';

const LIST = new URL('../../../public/samples/samples.json', import.meta.url);

const answerWith = (text: string) =>
  vi.stubGlobal('fetch', () => Promise.resolve(new Response(text)));

test('the samples that come with the app fit their schema', async () => {
  answerWith(readFileSync(LIST, 'utf8'));
  const samples = await fetchSamples(new AbortController().signal);
  expect(samples.length).toBeGreaterThanOrEqual(3);
  vi.unstubAllGlobals();
});

test('a list that names a file outside its folder is refused', async () => {
  const sample = { poster: 'a.jpg', title: '', note: '', expressions: [], licence: '' };
  answerWith(JSON.stringify({ samples: [{ ...sample, file: '../secret.mp4' }] }));
  await expect(fetchSamples(new AbortController().signal)).rejects.toThrow();
  vi.unstubAllGlobals();
});

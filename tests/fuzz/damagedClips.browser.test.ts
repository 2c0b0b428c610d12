import { afterAll, expect, test } from 'vitest';
import { flipBits } from '../fixtures/damage.ts';
import { readFixture } from '../fixtures/readFixture.ts';
import { fuzzRuns } from './fuzzRuns.ts';

/**
 * Each damaged copy of a clip is opened and read as the app reads it. Each reading must end, in what
 * was asked for or in an error that says what is wrong with the file.
 */

const FLIPPED_CLIPS = [
  'zoo/index-first.mp4',
  'zoo/fragmented.mp4',
  'zoo/live.webm',
  'zoo/live.mkv',
  'zoo/transport.mpegts',
  'zoo/av1.mp4',
  'zoo/vfr.webm',
  'zoo/open-gop.mp4',
  'zoo/mp3.mp4',
  'zoo/vorbis.mkv',
];
const CUT_CLIPS = [
  'zoo/index-first.mp4',
  'zoo/fragmented.mp4',
  'zoo/live.webm',
  'zoo/transport.mpegts',
  'zoo/fragmented-by-track.mp4',
];
const CUT_STEP_BYTES = 1024;
const MAX_SECONDS = 20;
const HANG = 'hang';

let worker: Worker | null = null;

afterAll(() => worker?.terminate());

/** The outcome of a file in a word; a worker that hangs is ended, and the next file gets a new one. */
const outcomeOf = async (file: File): Promise<string> => {
  const reader =
    worker ?? new Worker(new URL('./clipReadingWorker.ts', import.meta.url), { type: 'module' });
  worker = reader;
  const listening = new AbortController();
  try {
    return await new Promise<string>((resolve) => {
      const { signal } = listening;
      const timer = setTimeout(() => {
        reader.terminate();
        worker = null;
        resolve(HANG);
      }, MAX_SECONDS * 1000);
      signal.addEventListener('abort', () => clearTimeout(timer));
      reader.addEventListener('message', ({ data }) => resolve(String(data)), { signal });
      reader.postMessage(file, []);
    });
  } finally {
    listening.abort();
  }
};

type Case = { readonly name: string; readonly file: File };

/** Reads each, and says how often each outcome came. */
const readCases = async (what: string, cases: readonly Case[]): Promise<void> => {
  const tally = new Map<string, number>();
  const failures: string[] = [];
  for (const { name, file } of cases) {
    const outcome = await outcomeOf(file);
    tally.set(outcome, (tally.get(outcome) ?? 0) + 1);
    if (outcome === HANG || outcome.startsWith('unexpected')) {
      failures.push(`${name}: ${outcome}`);
    }
  }
  const outcomes = Array.from(tally, ([outcome, times]) => `${outcome} ${times}`);
  console.info(`${what}: ${outcomes.toSorted().join(', ')}`);
  expect(failures).toEqual([]);
};

const readBytes = async (path: string): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(await (await readFixture(path)).arrayBuffer());

/** Cases that hung once. */
const HUNG_ONCE = [
  ['zoo/index-first.mp4', '110'],
  ['zoo/live.webm', '392'],
  ['zoo/index-first.mp4', '6352'],
  ['zoo/cropped.mp4', '7140'],
  ['zoo/aac-8-khz.mp4', '7687'],
] as const;

test('clips that hung once', { timeout: 300_000 }, async () => {
  const cases = HUNG_ONCE.map(async ([path, seed]): Promise<Case> => {
    const file = new File([flipBits(await readBytes(path), seed)], 'flipped');
    return { name: `${path} with the bits of seed ${seed} flipped`, file };
  });
  await readCases('hung once', await Promise.all(cases));
});

const flips = fuzzRuns(200, 1000);

test(`clips with flipped bits, ${flips} cases`, { timeout: 900_000 }, async () => {
  const clips = await Promise.all(FLIPPED_CLIPS.map(readBytes));
  const cases = Array.from({ length: flips }, (_, seed): Case => {
    const place = seed % clips.length;
    const bytes = flipBits(clips[place]!, String(seed));
    return {
      name: `${FLIPPED_CLIPS[place]} with the bits of seed ${seed} flipped`,
      file: new File([bytes], 'flipped'),
    };
  });
  await readCases('flipped bits', cases);
});

test.each(CUT_CLIPS)('%s cut at every kilobyte', { timeout: 900_000 }, async (path) => {
  const bytes = await readBytes(path);
  const cases: Case[] = [];
  for (let length = 1; length < bytes.length; length += CUT_STEP_BYTES) {
    cases.push({
      name: `${path}, the first ${length} bytes`,
      file: new File([bytes.slice(0, length)], 'cut'),
    });
  }
  await readCases(`${path} cut`, cases);
});

import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test, vi } from 'vitest';
import { openDiskFolder } from '../../../scripts/evaluate/diskFolder.ts';
import { openBenchmark } from '../benchmark/openBenchmark.ts';
import { buildReport } from '../report/buildReport.ts';
import { variantsChart } from '../report/variantsChart.ts';
import { createMemoryJournal } from '../run/journal.ts';
import { benchmarkIdOf } from '../run/evaluationPlan.ts';
import { runEvaluation } from '../run/runEvaluation.ts';
import type { MediaFiles, Segmenter } from '../run/segmenter.ts';
import { WHOLE_RUN } from '../run/tasks.ts';
import { createExperiments } from './experiments.ts';
import { createSeededRandom } from '../../core/util/seededRandom.ts';
import {
  fitToDuration,
  mixAudio,
  delayAudio,
  addNoiseBursts,
  addWhiteNoise,
} from './audioPerturbations.ts';
import { decodeWav, encodeWav } from './wavFile.ts';
import type { PcmAudio } from './wavFile.ts';
import { misspellQuery, shuffleWords } from './queryPerturbations.ts';

vi.setConfig({ testTimeout: 60_000 });

const TINY_BENCH = join(import.meta.dirname, '../../../tests/fixtures/evaluate/tiny-bench');
const SAMPLE_RATE = 8_000;
const tone = (hertz: number, seconds = 2): PcmAudio => ({
  sampleRate: SAMPLE_RATE,
  samples: Float32Array.from(
    { length: SAMPLE_RATE * seconds },
    (_, index) => 0.4 * Math.sin((2 * Math.PI * hertz * index) / SAMPLE_RATE),
  ),
});
const power = (samples: Float32Array): number =>
  samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length;

describe('sound', () => {
  test('WAVE survives writing and reading', async () => {
    const wave = tone(440);
    const read = await decodeWav(await encodeWav(wave));
    expect(read.sampleRate).toBe(SAMPLE_RATE);
    expect(read.samples).toHaveLength(wave.samples.length);
    expect(
      read.samples.every((sample, at) => Math.abs(sample - (wave.samples[at] ?? 0)) < 1e-4),
    ).toBe(true);
  });

  test('a clip’s own file is read; anything else is named', async () => {
    const file = await readFile(join(TINY_BENCH, 'media/meadow-a_0_3000/audio.wav'));
    const wave = await decodeWav(new Blob([Uint8Array.from(file)]));
    expect(wave).toMatchObject({ sampleRate: 16_000 });
    expect(wave.samples.length / wave.sampleRate).toBeCloseTo(3, 2);
    await expect(decodeWav(new Blob(['no sound at all, sorry']))).rejects.toMatchObject({
      kind: 'condition-impossible',
    });
  });

  test.each([20, 10, 0])('noise lies %i dB below', (db) => {
    const wave = tone(300);
    const { samples } = addWhiteNoise(wave, db, 'a');
    const noise = samples.map((sample, at) => sample - (wave.samples[at] ?? 0));
    expect(10 * Math.log10(power(wave.samples) / power(noise))).toBeCloseTo(db, 0);
    expect(addWhiteNoise(wave, db, 'a')).toEqual(addWhiteNoise(wave, db, 'a'));
    expect(addWhiteNoise(wave, db, 'b')).not.toEqual(addWhiteNoise(wave, db, 'a'));
  });

  test('shifts, cuts and mixes', () => {
    const wave = tone(300);
    const late = delayAudio(wave, 0.5).samples;
    expect(late.subarray(0, SAMPLE_RATE / 2).every((sample) => sample === 0)).toBe(true);
    expect(late[SAMPLE_RATE]).toBe(wave.samples[SAMPLE_RATE / 2]);
    expect(fitToDuration(wave, 3).samples).toHaveLength(SAMPLE_RATE * 3);
    const both = mixAudio(wave, [{ ...tone(700), samples: tone(700).samples.map((s) => s / 100) }]);
    // The other one is made as loud as the clip's own.
    expect(power(both.samples) / power(wave.samples)).toBeCloseTo(2, 1);
    expect(power(addNoiseBursts(wave, 'a').samples)).toBeGreaterThan(power(wave.samples) * 1.1);
  });
});

const sorted = (text: string): string => Array.from(text).toSorted().join('');

test('words: the same letters, the same words, otherwise placed', () => {
  const sentence = 'The dog sitting behind the sounding piano';
  expect(misspellQuery(sentence)).not.toBe(sentence);
  expect(sorted(misspellQuery(sentence))).toBe(sorted(sentence));
  expect(shuffleWords(sentence)).not.toBe(sentence);
  expect(shuffleWords(sentence).split(' ').toSorted()).toEqual(sentence.split(' ').toSorted());
});

test('random numbers are even and repeatable', () => {
  const random = createSeededRandom('seed');
  const values = Array.from({ length: 2000 }, random);
  expect(values.reduce((sum, value) => sum + value, 0) / 2000).toBeCloseTo(0.5, 1);
  expect(values.slice(0, 3)).toEqual(Array.from({ length: 3 }, createSeededRandom('seed')));
});

/** Answers with what it was given: how long the clip is, and which frames were asked for. */
const createRecordingSegmenter = () => {
  const opened: Extract<MediaFiles, { kind: 'stills' }>[] = [];
  const asked: (readonly number[])[] = [];
  const rules: string[] = [];
  const segmenter: Segmenter = {
    bundle: {
      name: 'watching',
      version: '1.0.0',
      thresholds: { mask: 0.5, presence: 0.5 },
      manifestHash: 'a',
    },
    provider: { provider: 'wasm', reason: 'asked', adapter: '', threads: 1 },
    open: async (media) => {
      if (media.kind !== 'stills') throw new Error('There are single pictures only.');
      opened.push(media);
      return { width: 320, height: 180, frameCount: media.frames.length };
    },
    segment: async (_expression, { switches, memoryRule }, frames) => {
      asked.push(frames);
      rules.push(switches.memory ? memoryRule.kind : 'off');
      return frames.map((frameIndex) => ({
        frameIndex,
        presence: 0.9,
        cueWeights: { sound: 0, sight: 1, words: 0 },
        objectScores: [0.8, 0.4],
        maskWidth: 2,
        maskHeight: 2,
        probability: new Uint8Array([200, 0, 200, 0]),
      }));
    },
  };
  return { segmenter, opened, asked, rules };
};

const runExperiment = async (id: string, splits = ['test_s', 'test_u']) => {
  const folder = await openDiskFolder(TINY_BENCH);
  const benchmark = await openBenchmark(folder);
  const filtered: string[] = [];
  const experiment = createExperiments(async (picture, filter) => {
    filtered.push(filter);
    return picture;
  }).find((one) => one.id === id);
  if (experiment === undefined) throw new Error(`There is no ${id}.`);
  const plan = {
    benchmark,
    benchmarkId: await benchmarkIdOf(benchmark),
    folder,
    splits,
    limit: 1,
    perClip: null,
    kinds: null,
    variants: experiment.variants,
  };
  const { segmenter, opened, asked, rules } = createRecordingSegmenter();
  const journal = createMemoryJournal();
  await runEvaluation({
    plans: [plan],
    shard: WHOLE_RUN,
    segmenter,
    journal,
    renderFailure: null,
    refinePrediction: null,
    imageTools: { sizeOf: async () => ({ width: 320, height: 180 }), resize: async (one) => one },
    onProgress: () => undefined,
    signal: new AbortController().signal,
  });
  const { bundle, provider } = segmenter;
  const report = await buildReport({ plan, bundle, provider, journal });
  return { report, opened, asked, rules, filtered };
};

describe('every experiment runs on the tiny bench', () => {
  test.each([
    ['broken-cues', 16, 16],
    // Without what the others are compared with, which is a line of its own.
    ['long-clips', 21, 20],
    ['long-links', 26, 24],
    ['many-sources', 4, 4],
    ['ambiguity', 3, 3],
    ['other-domain', 3, 3],
  ])('%s', async (id, variants, marks) => {
    const { report } = await runExperiment(id);
    expect(report.variants).toHaveLength(variants);
    expect(report.counts).toMatchObject({ scored: 2 * variants, skipped: 0 });
    expect(variantsChart(report).match(/<rect x=|<circle/g)).toHaveLength(marks);
    expect(report.variants[0]?.splits[0]?.summary.runnerUp).toBeCloseTo(0.5, 9);
  });

  test('a long clip has other clips before, and is asked about its own frames', async () => {
    const { opened, asked, rules } = await runExperiment('long-clips', ['test_s']);
    // One opening for each length: the memory's rules share it, and 3 s is the clip as it is.
    const [whole, ten] = opened;
    expect(whole?.frames).toHaveLength(3);
    expect(ten?.frames).toHaveLength(10);
    expect(opened.at(-1)?.frames).toHaveLength(300);
    expect(asked.slice(0, 2)).toEqual([
      [0, 1, 2],
      [7, 8, 9],
    ]);
    expect(opened).toHaveLength(6);
    expect(rules.slice(0, 5)).toEqual(['mean', 'mean', 'window', 'decay', 'off']);
    const sound = ten?.audio;
    if (!sound) throw new Error('The long clip has no sound.');
    const { samples, sampleRate } = await decodeWav(sound);
    expect(samples.length / sampleRate).toBeCloseTo(10, 1);
    const last = await ten?.frames.at(-1)?.arrayBuffer();
    expect(last).toEqual(await whole?.frames.at(-1)?.arrayBuffer());
  });

  test('a long link: heard, then other clips in silence, then the same again in silence', async () => {
    const { opened, asked } = await runExperiment('long-links', ['test_s']);
    const [whole, never, ...linked] = opened;
    expect(linked.map(({ frames }) => frames.length)).toEqual([6, 16, 36, 66, 96, 306]);
    // Asked about the second showing: after the first one and the gap.
    expect(asked.slice(1, 3)).toEqual([
      [3, 4, 5],
      [3, 4, 5],
    ]);
    expect(asked.at(-1)).toEqual([303, 304, 305]);
    const ten = linked[1];
    if (!(ten?.audio && never?.audio && whole?.audio)) throw new Error('There is no sound.');
    const { samples, sampleRate } = await decodeWav(ten.audio);
    expect(power(samples.subarray(0, 3 * sampleRate))).toBeCloseTo(
      power((await decodeWav(whole.audio)).samples),
      5,
    );
    expect(power(samples.subarray(3 * sampleRate))).toBe(0);
    expect(power((await decodeWav(never.audio)).samples)).toBe(0);
    expect(await ten.frames[0]?.arrayBuffer()).toEqual(await ten.frames[13]?.arrayBuffer());
  });

  test('a condition that lacks other clips is named, not scored as if it had them', async () => {
    const { report } = await runExperiment('many-sources', ['test_n']);
    // The null split has two clips: one more sound can be had, two cannot.
    expect(report.counts).toEqual({ planned: 4, scored: 2, skipped: 2, notRun: 0 });
    expect(report.problems.map(({ kind }) => kind)).toContain('condition-impossible');
  });

  test('broken cues break what they say', async () => {
    const { opened, filtered } = await runExperiment('broken-cues');
    expect(filtered.filter((one) => one === 'blur')).toHaveLength(6);
    expect(new Set(filtered)).toEqual(new Set(['blur', 'dark', 'low-bit-rate']));
    const sounds = await Promise.all(
      opened.flatMap(({ audio: sound }) => (sound === null ? [] : decodeWav(sound))),
    );
    const powers = sounds.map(({ samples }) => power(samples));
    // Silence, and three seconds of sound that are three seconds late, for each of two clips.
    expect(powers.filter((one) => one === 0)).toHaveLength(4);
    expect(Math.max(...powers)).toBeGreaterThan((powers[0] ?? 0) * 1.5);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MemoryRule } from '../../core/model/runningMean.ts';
import { createEngineClient } from '../client.ts';
import type { EngineClient } from '../client.ts';
import type { FrameMask, SegmentSummary, ImageSequence } from '../../protocol/requests.ts';

const MEDIA = '/tests/fixtures/evaluate/tiny-bench/media';
const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const SENTENCE = 'the barking dog';

const readFile = async (name: string): Promise<Blob> => {
  const response = await fetch(`${MEDIA}/${name}`);
  if (!response.ok) throw new Error(`There is no ${name}.`);
  return response.blob();
};

const readFrames = (clip: string): Promise<Blob[]> =>
  Promise.all([0, 1, 2].map((index) => readFile(`${clip}/frames/${index}.jpg`)));

const openEngine = async (): Promise<EngineClient> => {
  const engine = createEngineClient();
  await engine.request('open-bundle', {
    url: '/tests/fixtures/bundles/paper/',
    provider: 'wasm',
  });
  return engine;
};

type Segmented = { readonly summary: SegmentSummary; readonly masks: readonly FrameMask[] };

const segment = async (
  engine: EngineClient,
  clip: ImageSequence,
  { frames, memoryRule }: { readonly frames: readonly number[]; readonly memoryRule?: MemoryRule },
): Promise<Segmented> => {
  await engine.request('open-image-sequence', clip);
  const summary = await engine.request('segment', {
    query: SENTENCE,
    switches: SWITCHES,
    ...(memoryRule && { memoryRule }),
    frameIndices: frames,
    playheadFrameIndex: 0,
  });
  const masks: FrameMask[] = [];
  for (const frameIndex of frames) {
    const mask = await engine.request('read-mask', { resultId: summary.resultId, frameIndex });
    if (mask === null) throw new Error(`There is no mask of frame ${frameIndex}.`);
    masks.push(mask);
  }
  return { summary, masks };
};

const facts = ({ masks }: Segmented) =>
  masks.map(({ presence, objectScores, probability }) => ({
    presence,
    objectScores,
    // As text, which is compared at once; the matcher takes seconds for as many numbers.
    probability: new TextDecoder('latin1').decode(probability),
  }));

/** Meadow, paddock and meadow again, three seconds each. */
let long: ImageSequence;
let meadow: ImageSequence;
let meadowOtherSound: ImageSequence;
let shared: EngineClient;
let fresh: EngineClient;

beforeAll(async () => {
  const [frames, others] = await Promise.all([
    readFrames('meadow-a_0_3000'),
    readFrames('paddock-a_0_3000'),
  ]);
  const sound = await readFile('meadow-a_0_3000/audio.wav');
  const otherSound = await readFile('pond-a_0_3000/audio.wav');
  meadow = { name: 'meadow', frames, audio: sound };
  meadowOtherSound = { name: 'meadow', frames, audio: otherSound };
  long = { name: 'long', frames: [...frames, ...others, ...frames], audio: sound };
  shared = await openEngine();
  await segment(shared, meadow, { frames: [0, 1, 2] });
});

afterAll(() => {
  shared.dispose();
  fresh.dispose();
});

describe('single pictures share what was computed of them, and the figures stay the same', () => {
  test('under another sound', async () => {
    const again = await segment(shared, meadowOtherSound, { frames: [0, 1, 2] });
    expect(again.summary.runs).toMatchObject({ visual_encoder: 0, cue_fusion: 3 });
    fresh = await openEngine();
    const alone = await segment(fresh, meadowOtherSound, { frames: [0, 1, 2] });
    expect(alone.summary.runs).toMatchObject({ visual_encoder: 3 });
    expect(facts(again)).toEqual(facts(alone));
  });

  test('in a longer clip, and under another rule of the memory', async () => {
    const rule: MemoryRule = { kind: 'window', steps: 2 };
    const mean = await segment(shared, long, { frames: [6, 7, 8] });
    // Of the meadow nothing is encoded anew, neither its pictures nor its sound.
    expect(mean.summary.runs).toMatchObject({ visual_encoder: 3, cue_fusion: 9 });
    const window = await segment(shared, long, { frames: [6, 7, 8], memoryRule: rule });
    // The six seconds before fill the memory by the other rule.
    expect(window.summary.runs).toMatchObject({ visual_encoder: 0, cue_fusion: 9 });
    const alone = await segment(fresh, long, { frames: [6, 7, 8], memoryRule: rule });
    expect(alone.summary.runs).toMatchObject({ cue_fusion: 9, mask_decoder: 3 });
    expect(facts(window)).toEqual(facts(alone));
    expect(facts(window)).not.toEqual(facts(mean));
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFixture } from '../../tests/fixtures/readFixture.ts';
import { encodeRunLengths, MASK_GRID_SIDE } from '../core/mask/instanceSelection.ts';
import { maskArea, maskIou } from '../core/mask/maskStatistics.ts';
import { createEngineClient } from './client.ts';
import type { CueSwitches, FrameMask, SegmentSummary } from '../protocol/requests.ts';

/** The engine with the shipped bundle, which is of kind "instances", on a real photo that moves. */

const ALL_CUES: CueSwitches = { sound: true, words: true, memory: true, modality: true };
const engine = createEngineClient();
/** Every fourth frame of the clip's first two seconds. */
const FRAMES = Array.from({ length: 13 }, (_, index) => 4 * index);
const frames = FRAMES.length;
const MIDDLE_FRAME = 24;

const segment = (
  query: string,
  frameIndices: readonly number[] | null = FRAMES,
  switches = ALL_CUES,
): Promise<SegmentSummary> =>
  engine.request('segment', { query, switches, frameIndices, playheadFrameIndex: 0 });

/** `read-raw-mask`: as the model gave it, not the median over its neighbours. */
const readMask = async (
  { resultId }: SegmentSummary,
  frameIndex: number,
  request: 'read-mask' | 'read-raw-mask' = 'read-mask',
): Promise<FrameMask> => {
  const mask = await engine.request(request, { resultId, frameIndex });
  if (mask === null) {
    throw new Error(`Frame ${frameIndex} is not computed.`);
  }
  return mask;
};

const binary = ({ probability }: FrameMask): Uint8Array =>
  Uint8Array.from(probability, (value) => Number(value > 127));

const openSample = async (name: string): Promise<void> => {
  const blob = await (await fetch(`/samples/${name}`)).blob();
  await engine.request('open-clip', { file: new File([blob], name) });
};

let whole: SegmentSummary;

beforeAll(async () => {
  await engine.request('open-bundle', { url: '/models/lite/', provider: 'wasm' });
  await openSample('pond.webm');
  whole = await segment('the duck');
}, 300_000);

afterAll(() => engine.dispose());

describe('a query over a clip', () => {
  test('every frame is detected once, one a second is encoded and fused', async () => {
    const overview = (await engine.request('read-statistics', {})).runs;
    expect(whole.framesComputed).toBe(frames);
    // An overview frame may lie between two of them; seconds after the last say what is meant in it.
    expect(whole.runs['detector']).toBeGreaterThanOrEqual(frames);
    expect(whole.runs['detector']).toBeLessThanOrEqual(frames + 5);
    expect(whole.runs['instance_encoder']).toBeLessThan(frames);
    expect(whole.runs['cue_fusion']).toBe(whole.runs['instance_encoder']);
    expect(overview['text_encoder']).toBe(1);
  });

  test('the object is found, as one track that a mask covers', async () => {
    const mask = await readMask(whole, MIDDLE_FRAME);
    expect(mask.presence).toBeGreaterThan(0.5);
    const meant = mask.instances?.filter(({ isMeant }) => isMeant) ?? [];
    expect(meant.length).toBeGreaterThan(0);
    expect(maskArea(binary(mask)) / mask.probability.length).toBeGreaterThan(0.1);
    const drawn = await engine.request('read-instance-masks', {
      resultId: whole.resultId,
      frameIndex: mask.frameIndex,
    });
    expect(drawn.map(({ trackId }) => trackId)).toEqual(meant.map(({ trackId }) => trackId));
  });

  test('the same query again runs nothing, another one only cue fusion and crops', async () => {
    const again = await segment('  the   duck ');
    expect(again.resultId).toBe(whole.resultId);
    expect(Object.values(again.runs).every((runs) => runs === 0)).toBe(true);
    const { runs } = await segment('the swimming bird');
    expect(runs).toMatchObject({ detector: 0, instance_encoder: 0, audio_encoder: 0 });
    expect(runs['cue_fusion']).toBe(whole.runs['cue_fusion']);
    expect(runs['mask_network']).toBeLessThanOrEqual(frames);
  });

  test('a frame that is asked for alone has the mask that the whole clip gives it', async () => {
    const frame = MIDDLE_FRAME;
    const alone = await segment('the water bird', [frame]);
    expect(alone.framesComputed).toBe(1);
    const before = await readMask(alone, frame, 'read-raw-mask');
    const all = await segment('the water bird');
    const after = await readMask(all, frame, 'read-raw-mask');
    expect(all.resultId).toBe(alone.resultId);
    expect(after.presence).toBe(before.presence);
    expect(maskIou(binary(after), binary(before))).toBe(1);
  });

  test.each(['sound', 'words', 'memory', 'modality'] as const)(
    'without %s the presence is another one',
    async (cue) => {
      const frame = MIDDLE_FRAME;
      const without = await segment('the duck', [frame], { ...ALL_CUES, [cue]: false });
      const { presence } = await readMask(without, frame);
      expect(presence).not.toBe((await readMask(whole, frame)).presence);
    },
  );

  test('the sound match has a value for every second, and listens to nothing twice', async () => {
    const before = await engine.request('read-statistics', {});
    const match = await engine.request('read-audio-match', { query: 'the duck' });
    expect(match.length).toBeGreaterThan(2);
    for (const value of match.subarray(0, 3)) {
      expect(Math.abs(value)).toBeLessThanOrEqual(1);
    }
    const other = await engine.request('read-audio-match', { query: 'the violin' });
    expect(Array.from(other)).not.toEqual(Array.from(match));
    const { runs } = await engine.request('read-statistics', {});
    expect(runs['audio_encoder']).toBe(before.runs['audio_encoder']);
  });

  test('an aborted search for suggestions ends', async () => {
    const stopping = new AbortController();
    const stopped = engine.request('suggest', {}, { signal: stopping.signal });
    stopping.abort();
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
  });

  test('suggestions are of this clip', async () => {
    const suggestions = await engine.request('suggest', {});
    expect(suggestions.length).toBeGreaterThan(0);
    for (const { query, presence } of suggestions) {
      expect(query).toMatch(/^the /);
      expect(presence).toBeGreaterThan(0);
    }
  });
});

describe('examples and strokes', () => {
  const side = MASK_GRID_SIDE;
  const cells = (isIn: (x: number, y: number) => boolean) =>
    encodeRunLengths(
      Uint8Array.from({ length: side * side }, (_, cell) =>
        Number(isIn((cell % side) / side, Math.floor(cell / side) / side)),
      ),
    );

  test('"not this" on the only instance leaves nothing in any frame', async () => {
    const frame = whole.bestFrameIndex;
    const selection = await engine.request('select-instances', {
      resultId: whole.resultId,
      maskThreshold: 0.5,
      presenceThreshold: 0.4,
      replaces: null,
      examples: [
        {
          id: 'a',
          kind: 'not-this',
          frameIndex: frame,
          wanted: cells(() => false),
          unwanted: cells((x, y) => x > 0.1 && x < 0.9 && y > 0.1 && y < 0.95),
        },
      ],
    });
    const computed = selection.presence.filter((presence) => !Number.isNaN(presence));
    expect(computed).toHaveLength(frames);
    expect(Math.max(...computed)).toBe(0);
  });

  test('a region is followed to the next frames', async () => {
    const { probability, maskWidth, frameIndex } = await readMask(whole, 4);
    const region = cells(
      (x, y) =>
        (probability[Math.floor(y * maskWidth) * maskWidth + Math.floor(x * maskWidth)] ?? 0) > 127,
    );
    const followed = await engine.request('track-region', {
      frameIndex,
      region,
      resultId: null,
      range: [frameIndex, frameIndex + 2],
    });
    expect(followed.length).toBeGreaterThan(0);
  });
});

describe('frames without an answer', () => {
  test('what is not there is not drawn', async () => {
    const { bestPresence } = await segment('the helicopter', [0]);
    expect(bestPresence).toBeLessThan(0.4);
  });

  test('a clip without any object gets an answer, not an error', async () => {
    const { ptsSeconds } = await engine.request('open-clip', {
      file: await readFixture('slow-rate.mp4'),
    });
    const summary = await segment('the dog', null);
    expect(summary.framesComputed).toBe(ptsSeconds.length);
  });
});

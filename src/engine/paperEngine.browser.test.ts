import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFixture } from '../../tests/fixtures/readFixture.ts';
import { encodeRunLengths } from '../core/mask/instanceSelection.ts';
import { createEngineClient } from './client.ts';
import type { CueSwitches, FrameMask, RequestEvent, SegmentSummary } from '../protocol/requests.ts';

/** The engine with a tiny bundle of kind "paper": what it finds means nothing, how it runs does. */

const ALL_CUES: CueSwitches = { sound: true, words: true, memory: true, modality: true };
const QUERY = 'the grey slope';
/** Every frame is encoded before the first test, perhaps on two busy cores. */
const TIMEOUT_MS = 600_000;
/** Of slow-rate.mp4: four a second, three seconds. */
const FRAME_COUNT = 12;

type Asked = {
  readonly frames?: readonly number[] | null;
  readonly switches?: CueSwitches;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: RequestEvent<'segment'>) => void;
};

describe.each(['paper', 'released'])('the %s reading', (reading) => {
  const engine = createEngineClient();
  let whole: SegmentSummary;

  const segment = (query: string, asked: Asked = {}): Promise<SegmentSummary> => {
    const { frames = null, switches = ALL_CUES, signal, onEvent } = asked;
    return engine.request(
      'segment',
      { query, switches, frameIndices: frames, playheadFrameIndex: 0 },
      { ...(signal && { signal }), ...(onEvent && { onEvent }) },
    );
  };
  const readMask = async ({ resultId }: SegmentSummary, frameIndex: number): Promise<FrameMask> => {
    const mask = await engine.request('read-raw-mask', { resultId, frameIndex });
    if (mask === null) {
      throw new Error(`Frame ${frameIndex} is not computed.`);
    }
    return mask;
  };

  beforeAll(async () => {
    const url = `/tests/fixtures/bundles/${reading}/`;
    await engine.request('open-bundle', { url, provider: 'wasm' });
    await engine.request('open-clip', { file: await readFixture('slow-rate.mp4') });
    whole = await segment(QUERY);
  }, TIMEOUT_MS);
  afterAll(() => engine.dispose());

  test('computes every frame, each with one run of the visual encoder', async () => {
    expect(whole.framesComputed).toBe(FRAME_COUNT);
    expect(whole.runs).toEqual({
      visual_encoder: FRAME_COUNT,
      audio_encoder: 3,
      text_encoder: 1,
      cue_fusion: FRAME_COUNT,
      mask_decoder: FRAME_COUNT,
    });
    const mask = await readMask(whole, FRAME_COUNT - 1);
    expect(mask.probability).toHaveLength(mask.maskWidth * mask.maskHeight);
    expect(new Set(mask.probability).size).toBeGreaterThan(2);
    expect(mask.presence).toBe(Math.max(...mask.objectScores));
    const { sound, sight, words } = mask.cueWeights;
    expect(sound + sight + words).toBeCloseTo(1, 4);
  });

  test('another query runs no encoder of sight or sound, the same query nothing', async () => {
    const { runs } = await segment('the dog');
    expect(runs).toMatchObject({ visual_encoder: 0, audio_encoder: 0, text_encoder: 1 });
    const again = await segment('the  grey slope ');
    expect(again.resultId).toBe(whole.resultId);
    expect(Object.values(again.runs)).toEqual([0, 0, 0, 0, 0]);
  });

  test.each(['sound', 'words', 'memory', 'modality'] as const)(
    'without %s the mask is another one',
    async (cue) => {
      const switches = { ...ALL_CUES, [cue]: false };
      const without = await segment(QUERY, { frames: [9], switches });
      const [a, b] = [await readMask(without, 9), await readMask(whole, 9)];
      expect([a.presence, ...a.objectScores]).not.toEqual([b.presence, ...b.objectScores]);
    },
  );

  test('a frame that is asked for alone has the mask that the whole clip gives it', async () => {
    const alone = await segment('the bright bar', { frames: [9] });
    // The memory needs the two seconds before; the released reading has its window at hand.
    expect(alone.runs).toMatchObject({
      visual_encoder: 0,
      cue_fusion: reading === 'paper' ? 3 : 1,
      mask_decoder: 1,
    });
    const before = await readMask(alone, 9);
    const all = await segment('the bright bar');
    expect(all.resultId).toBe(alone.resultId);
    expect(await readMask(all, 9)).toEqual(before);
  });

  test('an abort keeps what is computed, and the next run goes on from there', async () => {
    const controller = new AbortController();
    let masks = 0;
    const running = segment('the dark bar', {
      signal: controller.signal,
      onEvent: (event) => {
        masks += Number(event.kind === 'mask');
        if (masks === 4) {
          controller.abort();
        }
      },
    });
    await expect(running).rejects.toMatchObject({ kind: 'aborted' });
    const rest = await segment('the dark bar');
    expect(rest.framesComputed).toBe(FRAME_COUNT);
    expect(rest.runs['mask_decoder']).toBeLessThanOrEqual(FRAME_COUNT - 4);
  });

  // What follows is the same code in both readings.
  const testOnce = test.runIf(reading === 'paper');

  testOnce('there is nothing to suggest, and no match of the sound', async () => {
    expect(await engine.request('suggest', {})).toEqual([]);
    const match = await engine.request('read-audio-match', { query: QUERY });
    expect(Array.from(match)).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  testOnce('features of frames stay within their budget', async () => {
    const { cachedFrames, cachedBytes, cacheBudgetBytes } = await engine.request(
      'read-statistics',
      {},
    );
    expect(cachedFrames).toBe(FRAME_COUNT);
    expect(cachedBytes).toBeGreaterThan(FRAME_COUNT * 1e6);
    expect(cachedBytes).toBeLessThanOrEqual(cacheBudgetBytes);
  });

  testOnce('examples and strokes work by the pixels', async () => {
    const side = Math.sqrt((await readMask(whole, 0)).probability.length);
    const cells = (isIn: (x: number, y: number) => boolean) =>
      encodeRunLengths(
        Uint8Array.from({ length: side * side }, (_, cell) =>
          Number(isIn((cell % side) / side, Math.floor(cell / side) / side)),
        ),
      );
    const region = cells((x, y) => Math.max(Math.abs(x - 0.5), Math.abs(y - 0.5)) < 0.4);
    const followed = await engine.request('track-region', {
      resultId: null,
      frameIndex: 0,
      region,
      range: [0, 2],
    });
    expect(followed.length).toBeGreaterThan(0);
    const selection = await engine.request('select-instances', {
      resultId: whole.resultId,
      maskThreshold: 0.5,
      presenceThreshold: 0.1,
      replaces: null,
      examples: [
        {
          id: 'a',
          kind: 'not-this',
          frameIndex: 0,
          wanted: cells(() => false),
          unwanted: cells(() => true),
        },
      ],
    });
    expect(selection.presence[0]).toBe(0);
  });

  testOnce('a damaged frame is passed over and named', async () => {
    await engine.request('open-clip', { file: await readFixture('broken-frame.mp4') });
    const undecodable: number[] = [];
    const { framesComputed } = await segment('the bar', {
      onEvent: (event) => {
        if (event.kind === 'undecodable') {
          undecodable.push(event.frameIndex);
        }
      },
    });
    expect(undecodable.toSorted((a, b) => a - b)).toEqual([5, 6, 7]);
    expect(framesComputed).toBe(9);
  });
});

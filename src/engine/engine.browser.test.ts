import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { overwritePackets } from '../../tests/fixtures/damage.ts';
import { readFixture } from '../../tests/fixtures/readFixture.ts';
import { EarmarkError } from '../core/util/errors.ts';
import { createEngineClient } from './client.ts';
import type {
  CueSwitches,
  FrameMask,
  ProviderInfo,
  RequestEvent,
  SegmentSummary,
} from '../protocol/requests.ts';

const ALL_CUES: CueSwitches = { sound: true, words: true, memory: true, modality: true };
const engine = createEngineClient();

type SegmentEvent = RequestEvent<'segment'>;
type Asked = {
  readonly frames?: readonly number[] | null;
  readonly signal?: AbortSignal;
  readonly onEvent?: (event: SegmentEvent) => void;
};

const segment = (expression: string, asked: Asked = {}): Promise<SegmentSummary> => {
  const { frames = null, signal, onEvent } = asked;
  return engine.request(
    'segment',
    { query: expression, switches: ALL_CUES, frameIndices: frames, playheadFrameIndex: 0 },
    { ...(signal && { signal }), ...(onEvent && { onEvent }) },
  );
};

const readMask = async (resultId: string, frameIndex: number): Promise<FrameMask> => {
  const mask = await engine.request('read-mask', { resultId, frameIndex });
  if (mask === null) {
    throw new Error(`Frame ${frameIndex} is not computed.`);
  }
  return mask;
};

let provider: ProviderInfo;

beforeAll(async () => {
  ({ provider } = await engine.request('open-bundle', {
    url: '/tests/fixtures/bundles/paper/',
    provider: 'wasm',
  }));
  await engine.request('open-clip', { file: await readFixture('slow-rate.mp4') });
});

afterAll(() => engine.dispose());

describe('segment', () => {
  test('runs on wasm with threads, because the page is isolated', () => {
    expect(provider.provider).toBe('wasm');
    expect(provider.threads).toBe(Math.min(4, navigator.hardwareConcurrency));
  });

  test('tells its stages in order and sends the overview before the finer frames', async () => {
    const events: SegmentEvent[] = [];
    const { framesComputed } = await segment('the grey slope', {
      onEvent: (event) => events.push(event),
    });
    expect(framesComputed).toBe(12);
    const stages = events.flatMap((event) => (event.kind === 'progress' ? [event.stage] : []));
    expect([...new Set(stages)]).toEqual(['sound', 'words', 'overview', 'every-frame']);
    const overview = events.findIndex((event) => event.kind === 'overview');
    const masks = events.slice(0, overview).filter((event) => event.kind === 'mask');
    expect(masks.map((event) => event.kind === 'mask' && event.mask.frameIndex)).toEqual([
      2, 6, 10,
    ]);
  });

  test('computes around the playhead first', async () => {
    const order: number[] = [];
    const controller = new AbortController();
    const running = engine.request(
      'segment',
      { query: 'the last bar', switches: ALL_CUES, frameIndices: null, playheadFrameIndex: 11 },
      {
        signal: controller.signal,
        onEvent: (event) => {
          if (event.kind === 'mask' && order.push(event.mask.frameIndex) === 9) {
            controller.abort();
          }
        },
      },
    );
    await expect(running).rejects.toMatchObject({ kind: 'aborted' });
    // The overview in order; two frames a second from the last second back; then four.
    expect(order.slice(0, 9)).toEqual([2, 6, 10, 8, 4, 0, 9, 11, 5]);
  });
});

const kindOf = async (request: Promise<unknown>): Promise<string> => {
  const error = await request.then(
    () => null,
    (thrown: unknown) => thrown,
  );
  return error instanceof EarmarkError ? error.kind : String(error);
};

describe('bad requests', () => {
  test('an empty or a long expression says so, and how long', async () => {
    expect(await kindOf(segment('   '))).toBe('empty-expression');
    await expect(segment('word '.repeat(60))).rejects.toMatchObject({
      kind: 'long-expression',
      facts: { words: 60, pieces: 241, limit: 25 },
    });
    expect(await kindOf(segment('word '.repeat(300)))).toBe('long-expression');
  });

  test('a frame that is not there is an internal error, not a silent gap', async () => {
    expect(await kindOf(segment('the bar', { frames: [12] }))).toBe('internal');
  });

  test('a bad clip leaves the open one open', async () => {
    const file = new File([], 'nothing.mp4');
    expect(await kindOf(engine.request('open-clip', { file }))).toBe('empty-file');
    const { frameIndex } = await engine.request('read-frame', { frameIndex: 3, maxWidth: 80 });
    expect(frameIndex).toBe(3);
  });

  test('without a clip or a bundle the engine says which is missing', async () => {
    const fresh = createEngineClient();
    const body = { query: 'x', switches: ALL_CUES, frameIndices: null, playheadFrameIndex: 0 };
    expect(await kindOf(fresh.request('segment', body))).toBe('no-clip');
    await fresh.request('open-clip', { file: await readFixture('odd-size.webm') });
    expect(await kindOf(fresh.request('segment', body))).toBe('no-bundle');
    fresh.dispose();
    expect(await kindOf(fresh.request('segment', body))).toBe('aborted');
  });

  test('an aborted request fails as aborted', async () => {
    expect(await kindOf(segment('the bar', { signal: AbortSignal.abort() }))).toBe('aborted');
  });
});

describe('frames for the eye', () => {
  test('of many waiting frames only the newest is read', async () => {
    // The first one of these lies behind the decoder, which has to begin anew.
    const asked = [0, 7, 4, 9].map((frameIndex) =>
      engine.request('read-frame', { frameIndex, maxWidth: 80 }),
    );
    const [first, second, third, newest] = await Promise.allSettled(asked);
    expect(first?.status).toBe('fulfilled');
    expect(second).toMatchObject({ status: 'rejected', reason: { kind: 'aborted' } });
    expect(third).toMatchObject({ status: 'rejected', reason: { kind: 'aborted' } });
    expect(newest).toMatchObject({ value: { frameIndex: 9, bitmap: { width: 80, height: 48 } } });
  });

  test('playing sends frames in order, no more than there is credit for', async () => {
    const shown: number[] = [];
    let inFlight = 0;
    let most = 0;
    await engine.request(
      'play-frames',
      { frameIndex: 2, maxWidth: 80, credit: 3 },
      {
        onEvent: async (event) => {
          inFlight += 1;
          most = Math.max(most, inFlight);
          await new Promise((resolve) => setTimeout(resolve, 5));
          shown.push(event.frameIndex);
          event.bitmap.close();
          inFlight -= 1;
        },
      },
    );
    // The last ones are still on their way when the request has its result.
    await vi.waitFor(() => expect(shown).toEqual([2, 3, 4, 5, 6, 7, 8, 9, 10, 11]), 60_000);
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('replacing what is open', () => {
  test('another clip ends the work on the one before', async () => {
    const running = segment('the first bar');
    const settled = running.then(
      () => 'done',
      (error: unknown) => (error instanceof EarmarkError ? error.kind : String(error)),
    );
    const next = await engine.request('open-clip', { file: await readFixture('odd-size.webm') });
    expect(await settled).toBe('aborted');
    expect(next.width).toBe(161);
    const { frameIndex } = await engine.request('read-frame', { frameIndex: 2, maxWidth: 100 });
    expect(frameIndex).toBe(2);
  });

  test('another bundle that cannot be opened leaves the one before open', async () => {
    const missing = { url: '/models/none-such/', provider: 'wasm' } as const;
    // The app's server answers 404; the tests' server answers any path with a page, which is no manifest.
    expect(await kindOf(engine.request('open-bundle', missing))).toMatch(/^bundle-/);
    const { runs } = await segment('the bar', { frames: [0] });
    expect(runs).toMatchObject({ visual_encoder: 1, audio_encoder: 0, mask_decoder: 1 });
  });
});

describe('a clip with a damaged frame', () => {
  test('the run passes over what cannot be decoded, names it, and goes on', async () => {
    await engine.request('open-clip', { file: await readFixture('broken-frame.mp4') });
    const undecodable: number[] = [];
    const masks: number[] = [];
    const { resultId, framesComputed } = await segment('the bar', {
      onEvent: (event) => {
        if (event.kind === 'undecodable') {
          undecodable.push(event.frameIndex);
        } else if (event.kind === 'mask') {
          masks.push(event.mask.frameIndex);
        }
      },
    });
    // The two frames after it build on it; the next second begins with a key frame.
    expect(undecodable.toSorted((a, b) => a - b)).toEqual([5, 6, 7]);
    expect(masks.toSorted((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 8, 9, 10, 11]);
    expect(framesComputed).toBe(9);
    expect(await engine.request('read-mask', { resultId, frameIndex: 6 })).toBeNull();
    // Whoever asks for the frame by its number is told.
    expect(await kindOf(segment('the bar', { frames: [6] }))).toBe('corrupt');
  });

  test('of frames that are named, the good ones are kept and the bad one says why', async () => {
    const events: SegmentEvent[] = [];
    const { resultId } = await segment('the first bar', {
      frames: [0, 6, 10],
      onEvent: (event) => events.push(event),
    });
    expect((await readMask(resultId, 0)).frameIndex).toBe(0);
    expect((await readMask(resultId, 10)).frameIndex).toBe(10);
    expect(events.filter(({ kind }) => kind === 'undecodable')).toEqual([
      { kind: 'undecodable', frameIndex: 6, message: expect.stringContaining('Frame 6') },
    ]);
  });
});

describe('a clip whose sound is damaged', () => {
  test.each([
    // It breaks off at 1.2 s, the picture a little later.
    ['cut-short.mp4', null, [1, 2, 3]],
    ['slow-rate.mp4', (_: number, seconds: number) => seconds >= 1.2, [1, 2]],
    ['slow-rate.mp4', (_: number, seconds: number) => seconds > 1.1 && seconds < 1.13, [1]],
  ])(
    '%s, case %#: the sound there is is used, what is missing is told',
    async (name, isHit, missing) => {
      const bytes = new Uint8Array(await (await readFixture(name)).arrayBuffer());
      const damaged = isHit === null ? bytes : await overwritePackets(bytes, 'audio', isHit);
      await engine.request('open-clip', { file: new File([damaged], name) });
      const events: SegmentEvent[] = [];
      const { resultId } = await segment('the bar', {
        frames: [0, 10],
        onEvent: (event) => events.push(event),
      });
      expect(events.filter(({ kind }) => kind === 'missing-audio')).toEqual([
        { kind: 'missing-audio', seconds: missing },
      ]);
      expect((await readMask(resultId, 10)).frameIndex).toBe(10);
    },
  );
});

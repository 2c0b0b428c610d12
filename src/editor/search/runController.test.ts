import { beforeAll, expect, test, vi } from 'vitest';
import { EarmarkError } from '../../core/util/errors.ts';
import type { ClipInfo, ResultKey } from '../../protocol/requests.ts';
import type { EngineClient } from '../../engine/client.ts';
import { createSessionStore } from '../session/sessionStore.ts';
import { createViewStore } from '../session/viewStore.ts';
import { createRunController } from './runController.ts';

// Node has none; the browser's own reports errors of callbacks.
beforeAll(() => void vi.stubGlobal('reportError', vi.fn()));

const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const info: ClipInfo = {
  clipId: 'clip',
  fileName: 'meadow.mp4',
  container: 'mp4',
  videoCodec: 'avc',
  audioCodec: null,
  audioProblem: 'none',
  width: 640,
  height: 360,
  durationSeconds: 5,
  ptsSeconds: Float64Array.from({ length: 50 }, (_, index) => index / 10),
};
const key: ResultKey = {
  clipId: 'clip',
  expression: 'the dog',
  bundle: 'lite@1',
  provider: 'wasm',
  switches: SWITCHES,
};

/** An engine that answers every frame it is asked for, in order. */
const setUp = (playheadFrameIndex: number, failure: EarmarkError | null = null) => {
  const session = createSessionStore();
  session.setState({
    clip: {
      info,
      file: new File([], 'meadow.mp4'),
      sample: null,
      thumbnails: [],
      fineThumbnails: [],
      peaks: null,
      cuts: null,
    },
  });
  const asked: (readonly number[] | null)[] = [];
  const request = ((
    _: string,
    body: {
      readonly frameIndices: readonly number[] | null;
      readonly range?: readonly [number, number];
    },
    { onEvent }: { readonly onEvent: (event: unknown) => void },
  ) => {
    asked.push(body.frameIndices);
    if (failure && body.frameIndices !== null) {
      return Promise.reject(failure);
    }
    onEvent({ kind: 'started', resultId: 'result', key });
    const [first, last] = body.range ?? [0, info.ptsSeconds.length - 1];
    const inRange = Array.from(info.ptsSeconds.keys()).slice(first, last + 1);
    for (const frameIndex of body.frameIndices ?? inRange) {
      const cueWeights = { sound: 0, sight: 1, words: 0 };
      const shape = { objectScores: [1], maskWidth: 1, maskHeight: 1 };
      const mask = { frameIndex, presence: 0.9, cueWeights, ...shape };
      onEvent({ kind: 'mask', resultId: 'result', mask });
    }
    return Promise.resolve({ runs: {}, framesComputed: 50 });
  }) as unknown as EngineClient['request'];
  const runs = createRunController({
    engine: { request },
    session,
    view: createViewStore(),
    bundles: { ensureOpen: () => Promise.resolve() },
    playhead: { value: playheadFrameIndex },
    range: () => null,
  });
  return { runs, session, asked };
};

test('an extent bounds what is searched; without it the same query goes on', async () => {
  const { runs, session } = setUp(32);
  const request = { query: 'the dog', switches: SWITCHES, points: [] };
  expect(await runs.enqueue(request, { first: 32, last: 32 })).toBe('done');
  const computed = () =>
    session.getState().results[0]?.presence.filter((value) => !Number.isNaN(value)).length;
  expect(computed()).toBe(1);
  expect(await runs.enqueue(request)).toBe('done');
  expect(computed()).toBe(50);
});

test('the frame at the playhead is asked for before the rest', async () => {
  const { runs, asked, session } = setUp(32);
  expect(await runs.enqueue({ query: 'the dog', switches: SWITCHES, points: [] })).toBe('done');
  expect(asked).toEqual([[32], null]);
  expect(session.getState().results[0]).toMatchObject({ status: 'done' });
});

test('a damaged frame at the playhead does not stop the search', async () => {
  const { runs, asked, session } = setUp(32, new EarmarkError('corrupt', 'Damaged.'));
  expect(await runs.enqueue({ query: 'the dog', switches: SWITCHES, points: [] })).toBe('done');
  expect(asked).toHaveLength(2);
  expect(session.getState().notices).toEqual([]);
});

test('any other failure before the rest ends the search', async () => {
  const { runs, asked, session } = setUp(32, new EarmarkError('out-of-memory', 'Full.'));
  expect(await runs.enqueue({ query: 'the dog', switches: SWITCHES, points: [] })).toBe('refused');
  expect(asked).toHaveLength(1);
  expect(session.getState().notices[0]?.error.kind).toBe('out-of-memory');
});

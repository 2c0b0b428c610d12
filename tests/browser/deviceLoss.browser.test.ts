import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { createBundleLoader } from '../../src/editor/session/bundleLoader.ts';
import { createSessionStore, findResult, isStale } from '../../src/editor/session/sessionStore.ts';
import { createViewStore } from '../../src/editor/session/viewStore.ts';
import { isComplete, queryResultId } from '../../src/editor/search/queryResult.ts';
import { createRunController } from '../../src/editor/search/runController.ts';
import { createEngineClient } from '../../src/engine/client.ts';
import { GPU_COMMANDS, type GpuCommand } from './lossyGpu.ts';

/*
 * A real engine on real devices of the software adapter, which the test destroys. The header shows
 * `session.bundle`, the panel of the answer the result, and "Find again" enqueues the same query:
 * after every loss these three agree.
 */

// Two models on a GPU that is emulated and one on wasm: minutes, when the processors are shared.
vi.setConfig({ testTimeout: 400_000 });

const SWITCHES = { sound: true, words: true, memory: true, modality: true };
const RANGE = { first: 0, last: 2 };
const REQUEST = { query: 'the duck', switches: SWITCHES, points: [] };

const readClip = async (): Promise<File> =>
  new File([await (await fetch('/samples/pond.webm')).blob()], 'pond.webm');

const openEditor = async () => {
  const worker = new Worker(new URL('./lossyEngineWorker.ts', import.meta.url), { type: 'module' });
  const engine = createEngineClient(worker);
  const session = createSessionStore();
  const requests: string[] = [];
  const counted: typeof engine = {
    ...engine,
    request: (name, body, options) => {
      requests.push(name);
      return engine.request(name, body, options);
    },
  };
  const bundles = createBundleLoader(counted, session);
  const runs = createRunController({
    engine: counted,
    session,
    view: createViewStore(),
    bundles,
    playhead: { value: 0 },
    range: () => RANGE,
  });
  const file = await readClip();
  const info = await engine.request('open-clip', { file });
  session.setState({
    clip: { info, file, sample: null, thumbnails: [], fineThumbnails: [], peaks: null, cuts: null },
  });
  const kinds: string[] = [];
  engine.modelState.subscribe(({ kind }) => {
    if (kinds.at(-1) !== kind) {
      kinds.push(kind);
    }
  });
  return { engine, session, bundles, runs, requests, kinds };
};

let editor: Awaited<ReturnType<typeof openEditor>>;
let commands: BroadcastChannel;

const tellGpu = (command: GpuCommand): Promise<void> =>
  new Promise((resolve) => {
    commands.addEventListener('message', () => resolve(), { once: true });
    // A channel has no target origin.
    // eslint-disable-next-line unicorn/require-post-message-target-origin
    commands.postMessage(command);
  });

beforeAll(async () => {
  commands = new BroadcastChannel(GPU_COMMANDS);
  editor = await openEditor();
});
afterAll(() => {
  editor.engine.dispose();
  commands.close();
});

const providerInHeader = (): string | null => {
  const { bundle } = editor.session.getState();
  return bundle.kind === 'ready' ? bundle.provider.provider : null;
};

const expectAgreement = async (provider: 'webgpu' | 'wasm'): Promise<void> => {
  const state = editor.session.getState();
  const result = findResult(state, queryResultId(REQUEST));
  expect(providerInHeader()).toBe(provider);
  expect(result?.key?.provider).toBe(provider);
  expect(result && isStale(state, result)).toBe(false);
  expect(result && isComplete(result, RANGE)).toBe(true);
  const before = editor.requests.length;
  expect(await editor.runs.enqueue(REQUEST)).toBe('done');
  expect(editor.requests).toHaveLength(before);
};

/** An engine that has lost nothing, stopped after its first mask and resumed, makes the same masks. */
const expectSameAsUndisturbed = async (resultId: string): Promise<void> => {
  const undisturbed = createEngineClient();
  try {
    await undisturbed.request('open-bundle', { url: '/models/lite/', provider: 'wasm' });
    await undisturbed.request('open-clip', { file: await readClip() });
    const body = {
      ...REQUEST,
      frameIndices: null,
      range: [RANGE.first, RANGE.last],
      playheadFrameIndex: 0,
    } as const;
    const stopping = new AbortController();
    const stopped = undisturbed.request('segment', body, {
      signal: stopping.signal,
      onEvent: ({ kind }) => {
        if (kind === 'mask') {
          stopping.abort();
        }
      },
    });
    await expect(stopped).rejects.toMatchObject({ kind: 'aborted' });
    const resumed = await undisturbed.request('segment', body);
    const own = await undisturbed.request('read-result', { resultId: resumed.resultId });
    const recovered = await editor.engine.request('read-result', { resultId });
    const inOrder = (masks: typeof own) =>
      masks?.toSorted((a, b) => a.header.frameIndex - b.header.frameIndex);
    expect(own).toHaveLength(1 + RANGE.last - RANGE.first);
    expect(inOrder(recovered)).toEqual(inOrder(own));
  } finally {
    undisturbed.dispose();
  }
};

test('a device that is lost in a run: the query is found on what can be had then', async () => {
  const { bundles, engine, runs, session, kinds } = editor;
  await bundles.ensureOpen();
  expect(providerInHeader()).toBe('webgpu');
  await tellGpu({ kind: 'set-available', isAvailable: false });
  const stop = session.subscribe(
    ({ results }) => results[0]?.status,
    (status) => {
      if (status === 'running') {
        stop();
        void tellGpu({ kind: 'lose-devices' });
      }
    },
  );
  expect(await runs.enqueue(REQUEST)).toBe('done');
  expect(kinds).toEqual([
    'idle',
    'fetching',
    'preparing',
    'ready',
    'lost',
    'fetching',
    'preparing',
    'ready',
  ]);
  await expectAgreement('wasm');
  expect(session.getState().notices).toEqual([]);

  // The masks are drawn as before: they are of the run that came through.
  const resultId = session.getState().results[0]?.engineResultId ?? '';
  const mask = await engine.request('read-mask', { resultId, frameIndex: RANGE.last });
  expect(mask?.probability.some((value) => value > 127)).toBe(true);
  await expectSameAsUndisturbed(resultId);
});

test('a device that is lost while graphs are created: the chosen provider is tried once more', async () => {
  const { bundles, kinds, session } = editor;
  await tellGpu({ kind: 'set-available', isAvailable: true });
  await tellGpu({ kind: 'lose-next-devices', count: 1 });
  kinds.length = 0;
  await bundles.reopen('webgpu');
  expect(providerInHeader()).toBe('webgpu');
  expect(kinds).toEqual(['fetching', 'lost', 'fetching', 'preparing', 'ready']);
  // What wasm has found is now said to be of another provider.
  const state = session.getState();
  expect(state.results.map((result) => isStale(state, result))).toEqual([true]);

  // Nothing runs: the loss is told all the same.
  await tellGpu({ kind: 'lose-devices' });
  await expect.poll(() => session.getState().bundle.kind).toBe('lost');
  expect(session.getState().notices).toEqual([]);
});

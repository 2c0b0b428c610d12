import { expect, test } from 'vitest';
import type { AnyManifest } from '../core/model/manifest.ts';
import { createDeferred } from '../core/util/deferred.ts';
import { EarmarkError } from '../core/util/errors.ts';
import type { BundleLocation } from '../protocol/model.ts';
import type { ModelState, ProviderName } from '../protocol/requests.ts';
import type { AnyPipeline } from './inference/openPipeline.ts';
import { createModelOwner } from './modelOwner.ts';

const lossError = (): EarmarkError => new EarmarkError('device-lost', 'The device was lost.');

/** The part of a pipeline that its owner uses, with a device that the test can lose. */
const createTestPipeline = (name: ProviderName) => {
  const { promise: lost, resolve: lose } = createDeferred<void>();
  let isDisposed = false;
  const pipeline = {
    manifest: { name: 'tiny' } as AnyManifest,
    provider: { provider: name, reason: 'asked', adapter: '', threads: 1 },
    lost,
    dispose: () => {
      isDisposed = true;
      return Promise.resolve();
    },
  } as unknown as AnyPipeline;
  return { pipeline, lose, isDisposed: () => isDisposed };
};

type TestPipeline = ReturnType<typeof createTestPipeline>;
type Creation = ProviderName | EarmarkError;

/** @param creations what each opening in turn comes to. */
const setUp = (...creations: readonly Creation[]) => {
  const states: ModelState[] = [];
  const opened: TestPipeline[] = [];
  const places: BundleLocation[] = [];
  let openings = 0;
  const owner = createModelOwner({
    onState: (state) => states.push(state),
    openPipeline: async (from, _preference, { onBytes, onSession }) => {
      places.push(from);
      const creation = creations[openings++] ?? 'wasm';
      await new Promise((resolve) => setTimeout(resolve));
      onBytes({ loadedBytes: 4, totalBytes: 4, fromCache: openings > 1 });
      onSession(1, 5);
      if (creation instanceof EarmarkError) {
        throw creation;
      }
      const created = createTestPipeline(creation);
      opened.push(created);
      return created.pipeline;
    },
  });
  const open = (
    signal = new AbortController().signal,
    from: BundleLocation = { url: '/models/tiny/' },
  ) => owner.open({ ...from, provider: 'auto' }, signal);
  const kinds = (): string[] => states.map(({ kind }) => kind);
  const model = (index: number): TestPipeline => {
    const created = opened[index];
    if (!created) {
      throw new Error('No such model was opened.');
    }
    return created;
  };
  return { owner, open, states, kinds, model, opened, places };
};

test('an opening is told with its progress and with what runs', async () => {
  const { open, states, kinds } = setUp('webgpu');
  await open();
  expect(kinds()).toEqual(['fetching', 'fetching', 'preparing', 'ready']);
  expect(states.at(-1)).toMatchObject({ provider: { provider: 'webgpu' }, fromCache: false });
});

test('a device that is lost in a run: the model is reopened, the run repeated, the provider told', async () => {
  const { owner, open, states, kinds, model } = setUp('webgpu', 'wasm');
  await open();
  const seen: string[] = [];
  const result = await owner.run((pipeline) => {
    seen.push(pipeline.provider.provider);
    if (seen.length === 1) {
      model(0).lose();
      return Promise.reject(lossError());
    }
    return Promise.resolve('found');
  });
  expect(result).toBe('found');
  expect(seen).toEqual(['webgpu', 'wasm']);
  expect(kinds().slice(4)).toEqual(['lost', 'fetching', 'fetching', 'preparing', 'ready']);
  expect(states.at(-1)).toMatchObject({ provider: { provider: 'wasm' }, fromCache: true });
  expect(model(0).isDisposed()).toBe(true);
  expect(model(1).isDisposed()).toBe(false);
});

test('a model of a person’s own files is opened again from these files', async () => {
  const { owner, open, model, places } = setUp('webgpu', 'wasm');
  const files = [new File(['{}'], 'manifest.json')];
  await open(undefined, { files });
  let runs = 0;
  await owner.run(() => {
    runs += 1;
    if (runs === 1) {
      model(0).lose();
      return Promise.reject(lossError());
    }
    return Promise.resolve();
  });
  expect(places.map((from) => 'files' in from && from.files)).toEqual([files, files]);
});

test('one retry: a second loss is an error, and the next run reopens the model', async () => {
  const { owner, open, kinds, model, opened } = setUp('webgpu', 'webgpu', 'webgpu');
  await open();
  let attempts = 0;
  const losing = owner.run(() => {
    model(attempts++).lose();
    return Promise.reject(lossError());
  });
  await expect(losing).rejects.toMatchObject({ kind: 'device-lost' });
  expect(attempts).toBe(2);
  expect(kinds().at(-1)).toBe('lost');
  const pipeline = await owner.run((third) => Promise.resolve(third));
  expect(pipeline).toBe(opened[2]?.pipeline);
  expect(kinds().at(-1)).toBe('ready');
});

test('requests that lose the same device share one reopening', async () => {
  const { owner, open, model, opened } = setUp('webgpu', 'wasm', 'wasm');
  await open();
  const run = () =>
    owner.run(async (pipeline) => {
      if (pipeline === model(0).pipeline) {
        await model(0).pipeline.lost;
        throw lossError();
      }
      return pipeline.provider.provider;
    });
  const runs = [run(), run(), run()];
  model(0).lose();
  expect(await Promise.all(runs)).toEqual(['wasm', 'wasm', 'wasm']);
  expect(opened).toHaveLength(2);
});

test('a loss that nothing was running on is told at once', async () => {
  const { owner, open, kinds, model } = setUp('webgpu', 'wasm');
  await open();
  model(0).lose();
  await new Promise((resolve) => setTimeout(resolve));
  expect(kinds().at(-1)).toBe('lost');
  const provider = await owner.run((pipeline) => Promise.resolve(pipeline.provider.provider));
  expect(provider).toBe('wasm');
});

test('a failure that a lost device does not name is a loss as well', async () => {
  const { owner, open, model } = setUp('webgpu', 'wasm');
  await open();
  const provider = await owner.run((pipeline) => {
    if (pipeline === model(0).pipeline) {
      model(0).lose();
      throw new Error('A buffer could not be mapped.');
    }
    return Promise.resolve(pipeline.provider.provider);
  });
  expect(provider).toBe('wasm');
});

test('other failures are not repeated', async () => {
  const { owner, open, opened } = setUp('webgpu');
  await open();
  let attempts = 0;
  const failing = owner.run(() => {
    attempts += 1;
    return Promise.reject(new EarmarkError('corrupt', 'No frame could be decoded.'));
  });
  await expect(failing).rejects.toMatchObject({ kind: 'corrupt' });
  expect([attempts, opened.length]).toEqual([1, 1]);
});

test('a device that is lost while graphs are created is tried once more', async () => {
  const { open, kinds } = setUp(lossError(), 'webgpu');
  await open();
  const attempt = ['fetching', 'fetching', 'preparing'];
  expect(kinds()).toEqual([...attempt, 'lost', ...attempt, 'ready']);
  const second = setUp(lossError(), lossError());
  await expect(second.open()).rejects.toMatchObject({ kind: 'device-lost' });
  expect(second.states.at(-1)).toMatchObject({ kind: 'failed', error: { kind: 'device-lost' } });
});

test('an opening that fails leaves the open model, and says that it runs', async () => {
  const { owner, open, states } = setUp('webgpu', new EarmarkError('bundle-hash', 'Wrong bytes.'));
  await open();
  await expect(open()).rejects.toMatchObject({ kind: 'bundle-hash' });
  expect(states.at(-1)).toMatchObject({ kind: 'ready', provider: { provider: 'webgpu' } });
  await expect(owner.run(() => Promise.resolve('found'))).resolves.toBe('found');
});

test('replacing the model ends its work, and frees it when that has ended', async () => {
  const { owner, open, model } = setUp('webgpu', 'wasm');
  await open();
  const end = createDeferred<string>();
  const signals: AbortSignal[] = [];
  const running = owner.run((_, closing) => {
    signals.push(closing);
    return end.promise;
  });
  await open();
  expect(signals[0]?.aborted).toBe(true);
  expect(model(0).isDisposed()).toBe(false);
  end.resolve('late');
  await running;
  expect(model(0).isDisposed()).toBe(true);
});

test('the newest of two openings wins; a cancelled first one leaves nothing', async () => {
  const { open, states, kinds, model } = setUp('webgpu', 'wasm');
  const first = open();
  const second = open();
  await expect(first).rejects.toMatchObject({ kind: 'aborted' });
  await second;
  expect(states.at(-1)).toMatchObject({ kind: 'ready', provider: { provider: 'wasm' } });
  expect(model(0).isDisposed()).toBe(true);
  const alone = setUp('webgpu');
  const controller = new AbortController();
  const cancelled = alone.open(controller.signal);
  controller.abort();
  await expect(cancelled).rejects.toMatchObject({ kind: 'aborted' });
  expect(alone.kinds().at(-1)).toBe('idle');
  expect(kinds().filter((kind) => kind === 'ready')).toHaveLength(1);
});

test('without a model the request is told so', async () => {
  const { owner } = setUp();
  await expect(owner.run(() => Promise.resolve())).rejects.toMatchObject({ kind: 'no-bundle' });
});

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createDeferred } from '../../../core/util/deferred.ts';
import { fetchBundle } from './fetchBundle.ts';
import type { DownloadProgress } from './fetchBundle.ts';

const URL_OF_BUNDLE = '/models/lite/';
const realFetch = globalThis.fetch;

/** The network as the store sees it: what was asked for, and what comes instead of the file. */
const watchNetwork = (
  replace: (url: string) => Response | Promise<Response> | null = () => null,
) => {
  const asked: string[] = [];
  vi.stubGlobal('fetch', (url: string, init?: RequestInit) => {
    asked.push(new URL(url).pathname.split('/').pop() ?? '');
    // A server that sends elsewhere is one that cannot be reached.
    expect(init?.redirect).toBe('error');
    const replaced = replace(url);
    return replaced === null ? realFetch(url, init) : Promise.resolve(replaced);
  });
  return asked;
};

const open = async () => {
  const progress: DownloadProgress[] = [];
  const bundle = await fetchBundle(
    { url: URL_OF_BUNDLE },
    { onBytes: (bytes) => progress.push(bytes) },
  );
  return { bundle, progress };
};

/** The matcher for equality takes seconds for some megabytes. */
const isSame = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, index) => byte === b[index]);

const manifestWith = async (change: (manifest: Record<string, unknown>) => void) => {
  const manifest = await (await realFetch(`${URL_OF_BUNDLE}manifest.json`)).json();
  change(manifest);
  return Response.json(manifest);
};

/** The file with one bit turned over. */
const damage = async (url: string): Promise<Response> => {
  const bytes = new Uint8Array(await (await realFetch(url)).arrayBuffer());
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  return new Response(bytes);
};

const forget = async (): Promise<void> => {
  for (const name of await caches.keys()) {
    await caches.delete(name);
  }
};

beforeEach(forget);
afterEach(() => vi.unstubAllGlobals());

describe('fetchBundle', () => {
  test('fetches every file with byte progress, and the next time from storage', async () => {
    const asked = watchNetwork();
    const { bundle, progress } = await open();
    const total = bundle.manifest.files.reduce((sum, file) => sum + file.bytes, 0);
    expect(asked.toSorted()).toEqual(
      ['manifest.json', ...bundle.manifest.files.map((file) => file.path)].toSorted(),
    );
    expect(progress.at(-1)).toEqual({ loadedBytes: total, totalBytes: total, fromCache: false });
    const loaded = progress.map((one) => one.loadedBytes);
    expect(loaded).toEqual(loaded.toSorted((a, b) => a - b));

    asked.length = 0;
    const again = await open();
    expect(asked).toEqual(['manifest.json']);
    expect(again.progress.every((one) => one.fromCache)).toBe(true);
    expect(isSame(again.bundle.file('cue_fusion'), bundle.file('cue_fusion'))).toBe(true);
  });

  test('opens from storage alone when the network is gone', async () => {
    await open();
    const asked = watchNetwork(() => Promise.reject(new TypeError('Failed to fetch')));
    const { bundle } = await open();
    expect(bundle.file('instance_encoder').length).toBeGreaterThan(1_000_000);
    expect(asked).toEqual(['manifest.json']);
  });

  test('without network and storage the bundle cannot be reached', async () => {
    watchNetwork(() => Promise.reject(new TypeError('Failed to fetch')));
    await expect(open()).rejects.toMatchObject({ kind: 'bundle-unreachable' });
    await expect(fetchBundle({ url: '/models/none-such/' })).rejects.toMatchObject({
      kind: 'bundle-unreachable',
    });
  });

  test('a file with other bytes is refused and not kept', async () => {
    watchNetwork((url) => (url.endsWith('cue_fusion.onnx') ? damage(url) : null));
    const wrong = { kind: 'bundle-hash', facts: { file: 'cue_fusion.onnx' } };
    await expect(open()).rejects.toMatchObject(wrong);
    vi.unstubAllGlobals();
    await expect(open()).resolves.toBeDefined();
  });

  test.each([-1, 1])('a file of another length (%d) is refused', async (extra) => {
    watchNetwork((url) =>
      url.endsWith('tokenizer_config.json')
        ? realFetch(url)
            .then((response) => response.text())
            .then((text) => new Response(extra < 0 ? text.slice(0, extra) : `${text} `))
        : null,
    );
    await expect(open()).rejects.toMatchObject({ kind: 'bundle-hash' });
  });

  test('a damaged copy in storage is fetched anew', async () => {
    const { bundle } = await open();
    const cache = await caches.open((await caches.keys())[0]!);
    const damaged = (await cache.keys()).find(({ url }) => url.includes('mask_network.onnx'))!;
    await cache.put(damaged, new Response(new Uint8Array(bundle.file('mask_network').length)));
    const asked = watchNetwork();
    const again = await open();
    expect(asked).toEqual(['manifest.json', 'mask_network.onnx']);
    expect(isSame(again.bundle.file('mask_network'), bundle.file('mask_network'))).toBe(true);
  });

  test('full storage only means that nothing is kept', async () => {
    const put = vi
      .spyOn(Cache.prototype, 'put')
      .mockRejectedValue(new DOMException('full', 'QuotaExceededError'));
    const { bundle } = await open();
    expect(bundle.file('tokenizer').length).toBeGreaterThan(0);
    put.mockRestore();
    const asked = watchNetwork();
    await open();
    expect(asked.length).toBe(bundle.manifest.files.length + 1);
  });

  test('another version of a file takes the place of the one kept', async () => {
    await open();
    const cache = await caches.open((await caches.keys())[0]!);
    const kept = (await cache.keys()).length;
    watchNetwork((url) =>
      url.endsWith('manifest.json')
        ? manifestWith((manifest) => {
            const files = manifest['files'] as { path: string; sha256: string }[];
            files.find((file) => file.path === 'tokenizer.json')!.sha256 = '0'.repeat(64);
          })
        : null,
    );
    await expect(open()).rejects.toMatchObject({ kind: 'bundle-hash' });
    expect((await cache.keys()).length).toBe(kept);
  });

  test('a download that breaks off says so; the next one fetches that file and those after it', async () => {
    const name = 'instance_encoder.onnx';
    vi.stubGlobal('fetch', async (url: string, init?: RequestInit) => {
      const response = await realFetch(url, init);
      if (!url.endsWith(name)) {
        return response;
      }
      const begin = new Uint8Array((await response.arrayBuffer()).slice(0, 5_000_000));
      const parts = [begin, null];
      return new Response(
        new ReadableStream({
          pull(controller) {
            const part = parts.shift();
            if (part) {
              controller.enqueue(part);
            } else {
              controller.error(new TypeError('network error'));
            }
          },
        }),
      );
    });
    await expect(open()).rejects.toMatchObject({ kind: 'bundle-unreachable' });
    vi.unstubAllGlobals();

    const asked = watchNetwork();
    const { bundle, progress } = await open();
    const paths = bundle.manifest.files.map(({ path }) => path);
    expect(asked).toEqual(['manifest.json', ...paths.slice(paths.indexOf(name))]);
    expect(progress.at(-1)?.loadedBytes).toBe(progress.at(-1)?.totalBytes);
  });

  test.each([
    ['sends elsewhere', () => Promise.reject(new TypeError('Redirected.')), 'bundle-unreachable'],
    ['has it no more', () => new Response('', { status: 404 }), 'bundle-unreachable'],
    ['fails', () => new Response('', { status: 503 }), 'bundle-unreachable'],
    ['asks for a password', () => new Response('', { status: 401 }), 'bundle-unreachable'],
    ['sends a page in its place', () => new Response('<!doctype html>'), 'bundle-hash'],
    ['sends nothing', () => new Response(null), 'bundle-hash'],
  ] as const)('a server that %s', async (_, answer, kind) => {
    watchNetwork((url) => (url.endsWith('mask_network.onnx') ? answer() : null));
    await expect(open()).rejects.toMatchObject({ kind });
  });

  test('a download that stands still is given up, and says so', async () => {
    vi.useFakeTimers();
    try {
      const started = createDeferred<void>();
      watchNetwork((url) => {
        if (!url.endsWith('mask_network.onnx')) {
          return null;
        }
        started.resolve();
        return new Response(new ReadableStream({ start: (c) => c.enqueue(new Uint8Array(10)) }));
      });
      const opening = expect(open()).rejects.toMatchObject({
        kind: 'bundle-unreachable',
        message: expect.stringContaining('nothing came for a minute') as string,
      });
      await started.promise;
      await vi.advanceTimersByTimeAsync(70_000);
      await opening;
    } finally {
      vi.useRealTimers();
    }
  });

  test('an abort ends the download', async () => {
    const controller = new AbortController();
    const loading = fetchBundle(
      { url: URL_OF_BUNDLE },
      {
        signal: controller.signal,
        onBytes: () => controller.abort(),
      },
    );
    await expect(loading).rejects.toMatchObject({ kind: 'aborted' });
  });

  test.each(['https://example.com/models/lite/', '//example.com/lite', '/models/lite/?x=1'])(
    'a bundle from %s is refused before anything is fetched',
    async (url) => {
      const asked = watchNetwork();
      await expect(fetchBundle({ url })).rejects.toMatchObject({ kind: 'bundle-invalid' });
      expect(asked).toEqual([]);
    },
  );

  test('a manifest without end is not read to its end', async () => {
    const endless = new ReadableStream({
      pull: (controller) => controller.enqueue(new Uint8Array(65536).fill(32)),
    });
    watchNetwork(() => new Response(endless));
    await expect(open()).rejects.toMatchObject({ kind: 'bundle-invalid' });
  });
});

describe('files that the person picked', () => {
  const TINY = '/tests/fixtures/bundles/paper/';
  const pick = async (
    change: (name: string, bytes: Uint8Array<ArrayBuffer>) => BlobPart | null = (_, bytes) => bytes,
  ): Promise<File[]> => {
    const { manifest } = await fetchBundle({ url: TINY });
    const names = ['manifest.json', ...manifest.files.map(({ path }) => path)];
    const files = await Promise.all(
      names.map(async (name) => {
        const bytes = new Uint8Array(await (await realFetch(TINY + name)).arrayBuffer());
        const content = change(name, bytes);
        return content === null ? [] : [new File([content], name)];
      }),
    );
    return files.flat();
  };

  test('are a bundle, with the weights beside each graph', async () => {
    const asked = watchNetwork();
    const files = await pick();
    asked.length = 0;
    const bundle = await fetchBundle({ files: [...files, new File(['x'], 'notes.txt')] });
    expect(asked).toEqual([]);
    const weights = bundle.weightsOf('visual_encoder');
    expect(weights.map(({ path }) => path)).toEqual(['visual_encoder.0.bin']);
    expect(bundle.file('visual_encoder').length).toBeGreaterThan(1000);
    expect(bundle.weightsOf('none')).toEqual([]);
  });

  test('that are none are refused, and why', async () => {
    const without = await pick((name, bytes) => (name === 'mask_decoder.0.bin' ? null : bytes));
    await expect(fetchBundle({ files: without })).rejects.toMatchObject({
      kind: 'bundle-invalid',
      facts: { file: 'mask_decoder.0.bin' },
    });
    const changed = await pick((name, bytes) =>
      name === 'cue_fusion.onnx'
        ? bytes.map((byte, index) => (index === 9 ? byte ^ 1 : byte))
        : bytes,
    );
    await expect(fetchBundle({ files: changed })).rejects.toMatchObject({ kind: 'bundle-hash' });
    await expect(fetchBundle({ files: [] })).rejects.toMatchObject({ kind: 'bundle-invalid' });
  });
});

import type { CDPSession, Page } from 'playwright';

/** What a page holds at a moment, after the garbage was collected. */
export type Holdings = {
  readonly heapBytes: number;
  readonly domNodes: number;
  readonly listeners: number;
  readonly workers: number;
  /** Made and not revoked. */
  readonly objectUrls: number;
  /** WebGL textures and buffers of the page, made and not deleted, of contexts that are not lost. */
  readonly glObjects: number;
  readonly storedKeys: number;
  readonly storedFiles: number;
};

type Counters = { urls: number; glObjects: () => number };

/** Runs in the page before its own scripts. */
function countHandles(): void {
  const counters: Counters = { urls: 0, glObjects: () => 0 };
  Object.assign(window, { soakCounters: counters });
  const createObjectURL = URL.createObjectURL.bind(URL);
  const revokeObjectURL = URL.revokeObjectURL.bind(URL);
  URL.createObjectURL = (object) => {
    counters.urls += 1;
    return createObjectURL(object);
  };
  URL.revokeObjectURL = (url) => {
    counters.urls -= 1;
    revokeObjectURL(url);
  };
  const made = new Map<WebGL2RenderingContext, number>();
  counters.glObjects = () => {
    let sum = 0;
    for (const [gl, count] of made) sum += gl.isContextLost() ? 0 : count;
    return sum;
  };
  const { prototype } = WebGL2RenderingContext;
  for (const [name, change] of [
    ['createTexture', 1],
    ['createBuffer', 1],
    ['deleteTexture', -1],
    ['deleteBuffer', -1],
  ] as const) {
    const original = prototype[name] as (...values: unknown[]) => unknown;
    Object.assign(prototype, {
      [name](this: WebGL2RenderingContext, ...values: unknown[]) {
        made.set(this, (made.get(this) ?? 0) + change);
        return original.apply(this, values);
      },
    });
  }
}

async function countStored(): Promise<{ storedKeys: number; storedFiles: number }> {
  let storedKeys = 0;
  for (const { name } of await indexedDB.databases()) {
    const opening = indexedDB.open(name ?? '');
    await new Promise((resolve) => opening.addEventListener('success', resolve));
    for (const store of opening.result.objectStoreNames) {
      const counting = opening.result.transaction(store).objectStore(store).count();
      await new Promise((resolve) => counting.addEventListener('success', resolve));
      storedKeys += counting.result;
    }
    opening.result.close();
  }
  let storedFiles = 0;
  const root = await navigator.storage.getDirectory();
  for await (const [, handle] of root.entries()) {
    storedFiles += 1;
    if (handle.kind === 'directory') {
      for await (const name of handle.keys()) {
        storedFiles += name === '' ? 0 : 1;
      }
    }
  }
  return { storedKeys, storedFiles };
}

export async function watchHandles(page: Page): Promise<CDPSession> {
  // What is sent to the page was compiled with names kept, by a function that only Node has.
  await page.addInitScript('globalThis.__name = (value) => value');
  await page.addInitScript(countHandles);
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');
  return session;
}

export async function measureHoldings(page: Page, session: CDPSession): Promise<Holdings> {
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
  const counted = await page.evaluate(() => {
    const { urls, glObjects } = (window as unknown as { soakCounters: Counters }).soakCounters;
    return { objectUrls: urls, glObjects: glObjects() };
  });
  return {
    heapBytes: metric('JSHeapUsedSize'),
    domNodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    workers: page.workers().length,
    ...counted,
    ...(await page.evaluate(countStored)),
  };
}

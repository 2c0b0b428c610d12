import { readFile } from 'node:fs/promises';
import type { Browser, CDPSession, Page } from 'playwright';

/** What a page holds at a moment, after the garbage was collected. */
export type Holdings = {
  readonly heapBytes: number;
  /** Resident memory of the page's process: its heap, the engine's, and that of WebAssembly. */
  readonly rendererProcessBytes: number;
  /** Resident memory of the browser's GPU process, which has the GPU's memory where that is emulated. */
  readonly gpuProcessBytes: number;
  /** Also those that no document has any more. */
  readonly domNodes: number;
  readonly listeners: number;
  readonly workers: number;
  /** Made and not revoked. */
  readonly objectUrls: number;
  /** WebGL textures and buffers of the page, made and not deleted, of contexts that are not lost. */
  readonly glObjects: number;
  readonly glBytes: number;
  /** In IndexedDB. */
  readonly storedKeys: number;
  /** In the private file system. */
  readonly storedFiles: number;
};

type Counters = { urls: number; readGl: () => { glObjects: number; glBytes: number } };

/** Runs in the page before its own scripts. */
function countHandles(): void {
  const counters: Counters = { urls: 0, readGl: () => ({ glObjects: 0, glBytes: 0 }) };
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
  countGlObjects(counters);
}

/** Runs in the page: adds up textures and buffers by context. */
function countGlObjects(counters: Counters): void {
  /** Bytes of each texture or buffer, by the context that has it. */
  const made = new Map<WebGL2RenderingContext, Map<object, number>>();
  counters.readGl = () => {
    const live = [...made].filter(([gl]) => !gl.isContextLost()).map(([, sizes]) => sizes);
    return {
      glObjects: live.reduce((sum, sizes) => sum + sizes.size, 0),
      glBytes: live.flatMap((sizes) => [...sizes.values()]).reduce((sum, size) => sum + size, 0),
    };
  };
  const sizesOf = (gl: WebGL2RenderingContext): Map<object, number> => {
    const sizes = made.get(gl) ?? new Map<object, number>();
    made.set(gl, sizes);
    return sizes;
  };
  type Call = (...values: unknown[]) => unknown;
  const { prototype } = WebGL2RenderingContext;
  const after = (
    name: string,
    note: (gl: WebGL2RenderingContext, values: unknown[], result: unknown) => void,
  ): void => {
    const original = (prototype as unknown as Record<string, Call>)[name];
    Object.assign(prototype, {
      [name](this: WebGL2RenderingContext, ...values: unknown[]) {
        const result = original?.apply(this, values);
        note(this, values, result);
        return result;
      },
    });
  };
  for (const name of ['createTexture', 'createBuffer']) {
    after(name, (gl, _, object) => sizesOf(gl).set(object as object, 0));
  }
  for (const name of ['deleteTexture', 'deleteBuffer']) {
    after(name, (gl, [object]) => sizesOf(gl).delete(object as object));
  }
  const noteTexture = (gl: WebGL2RenderingContext, bytes: number): void => {
    const texture = gl.getParameter(gl.TEXTURE_BINDING_2D) as object | null;
    if (texture) sizesOf(gl).set(texture, bytes);
  };
  // Formats of the app: four floats, two bytes, else four bytes a texel.
  const bytesPerTexel = (format: unknown): number =>
    format === prototype.RGBA32F ? 16 : format === prototype.RG8 ? 2 : 4;
  after('texStorage2D', (gl, [, , format, width, height]) =>
    noteTexture(gl, Number(width) * Number(height) * bytesPerTexel(format)),
  );
  after('texImage2D', (gl, values) => {
    const [, , format] = values;
    // With nine arguments the size is told, with six the picture has it.
    const [width, height] =
      values.length > 6
        ? [values[3], values[4]]
        : [(values[5] as ImageBitmap).width, (values[5] as ImageBitmap).height];
    noteTexture(gl, Number(width) * Number(height) * bytesPerTexel(format));
  });
  after('bufferData', (gl, [, data]) => {
    const buffer = gl.getParameter(gl.ARRAY_BUFFER_BINDING) as object | null;
    if (buffer) sizesOf(gl).set(buffer, (data as ArrayBufferView).byteLength);
  });
}

/** Runs in the page. */
export async function countStored(): Promise<{ storedKeys: number; storedFiles: number }> {
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

/**
 * Runs in the page: empties the browser's list of what was typed. Chromium keeps a text node of each of
 * the last 1000 changes of a field for Ctrl+Z, as long as the field stays in its document.
 */
function forgetTyping(): void {
  for (const field of document.querySelectorAll('input, textarea')) {
    const place = document.createComment('');
    field.replaceWith(place);
    place.replaceWith(field);
  }
}

export async function watchHandles(page: Page): Promise<CDPSession> {
  // What is sent to the page was compiled with names kept, by a function that only Node has.
  await page.addInitScript(
    `globalThis.__name = (value) => value; ${String(countGlObjects)}; (${String(countHandles)})()`,
  );
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  await session.send('HeapProfiler.enable');
  return session;
}

/** Resident memory of all processes of a type; 0 where the system does not tell. */
async function readProcessBytes(browser: Browser, wanted: 'renderer' | 'GPU'): Promise<number> {
  const session = await browser.newBrowserCDPSession();
  const { processInfo } = await session.send('SystemInfo.getProcessInfo');
  await session.detach();
  let bytes = 0;
  for (const { type, id } of processInfo) {
    if (type !== wanted) continue;
    const status = await readFile(`/proc/${id}/status`, 'utf8').catch(() => '');
    bytes += 1024 * Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0);
  }
  return bytes;
}

export async function measureHoldings(
  browser: Browser,
  page: Page,
  session: CDPSession,
): Promise<Holdings> {
  await page.evaluate(forgetTyping);
  await session.send('HeapProfiler.collectGarbage');
  const { metrics } = await session.send('Performance.getMetrics');
  const metric = (name: string): number => metrics.find((each) => each.name === name)?.value ?? 0;
  const counted = await page.evaluate(() => {
    const { urls, readGl } = (window as unknown as { soakCounters: Counters }).soakCounters;
    return { objectUrls: urls, ...readGl() };
  });
  return {
    heapBytes: metric('JSHeapUsedSize'),
    rendererProcessBytes: await readProcessBytes(browser, 'renderer'),
    gpuProcessBytes: await readProcessBytes(browser, 'GPU'),
    domNodes: metric('Nodes'),
    listeners: metric('JSEventListeners'),
    workers: page.workers().length,
    ...counted,
    ...(await page.evaluate(countStored)),
  };
}

import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from '@playwright/test';
import {
  answer,
  runQuery,
  fixture,
  frameCounts,
  frameFacts,
  openFile,
  openSample,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

test.use({ serviceWorkers: 'allow' });

const modelBadge = (page: Page) => page.getByRole('button', { name: /Model ready/ });

/** What the app keeps of itself, and what the model's store keeps. */
const cachedPaths = (page: Page): Promise<string[]> =>
  page.evaluate(async () => {
    const paths: string[] = [];
    for (const name of await caches.keys()) {
      const requests = await (await caches.open(name)).keys();
      paths.push(...requests.map(({ url }) => new URL(url).pathname));
    }
    return paths;
  });

test('after the first use the whole app works without network; a new version waits; files come from elsewhere', async ({
  page,
  context,
  baseURL,
}) => {
  await test.step('the first use keeps page, runtime, samples and model, each once', async () => {
    await page.goto('/');
    await openFile(page, fixture('odd-size.webm'));
    await runQuery(page, 'the bright bar');
    await expect(answer(page)).toContainText(/Found in|Nothing/);
    await modelBadge(page).click();
    const menu = page.getByRole('dialog', { name: 'Model' });
    await expect(menu).toContainText('downloaded and stored in this browser');
    await expect(menu).toContainText('Everything works without network now');
    const paths = await cachedPaths(page);
    expect(paths.filter((path) => path.endsWith('.onnx'))).toHaveLength(6);
    expect(paths.filter((path) => path.endsWith('.wasm'))).toHaveLength(1);
    expect(new Set(paths).size).toBe(paths.length);
  });

  await test.step('without network: another sample, on all threads, under the same policy', async () => {
    await context.setOffline(true);
    await page.goto('/');
    await openSample(page, 'A duck that says nothing');
    await runQuery(page, 'the duck');
    await expect(answer(page)).toContainText(/Found in|Nothing/);
    expect((await frameCounts(page)).notComputed).toBeLessThan(150);
    await modelBadge(page).click();
    const menu = page.getByRole('dialog', { name: 'Model' });
    await expect(menu).toContainText('loaded from this browser’s storage');
    await expect(menu).toContainText(/\d threads/);
    expect(await page.evaluate(() => crossOriginIsolated)).toBe(true);
    const policy = await page.evaluate(async () =>
      (await fetch('/')).headers.get('content-security-policy'),
    );
    expect(policy).toContain("connect-src 'self'");
    await context.setOffline(false);
  });

  await test.step('a new version waits until it is wanted, also while a run goes on', async () => {
    const script = 'dist/serviceWorker.js';
    const old = await readFile(script, 'utf8');
    try {
      await writeFile(script, `${old}\n// A new version.`);
      await page.evaluate(async () => {
        document.body.dataset['same'] = 'yes';
        await (await navigator.serviceWorker.ready).update();
      });
      const notice = page.getByRole('region', { name: 'New version' });
      await expect(notice).toContainText('A new version of Earmark is ready');
      await expect(page.locator('body[data-same]')).toBeAttached();
      await page.keyboard.press('Escape');
      await notice.getByRole('button', { name: 'Reload now' }).click();
      await expect(page.locator('body:not([data-same])')).toBeAttached();
      await expect(page.getByRole('heading', { name: 'Or try one of these' })).toBeVisible();
      await expect(notice).toBeHidden();
    } finally {
      await writeFile(script, old);
    }
  });

  await test.step('a clip that another program shares', async () => {
    const sender = await context.newPage();
    await sender.setContent(
      `<form method="post" action="${baseURL}/share" enctype="multipart/form-data">
        <input type="file" name="clip"><button>Share</button></form>`,
    );
    await sender.locator('input').setInputFiles(fixture('slow-rate.mp4'));
    await sender.getByRole('button', { name: 'Share' }).click();
    await expect(frameFacts(sender)).toContainText('Frame 1:');
    await expect(sender.getByRole('heading', { level: 1, name: 'slow-rate.mp4' })).toBeAttached();
    expect(new URL(sender.url()).search).toBe('');
    await sender.close();
  });

  await test.step('a file that was opened with the app', async () => {
    // Only a desktop fills the queue: here the test does, with a real handle.
    await page.addInitScript(() => {
      const queue = { setConsumer: (consumer: unknown) => Object.assign(window, { consumer }) };
      Object.defineProperty(window, 'launchQueue', { value: queue });
    });
    await page.goto('/');
    const bytes = Array.from(await readFile(fixture('h264-aac.mp4')));
    await page.evaluate(async (content) => {
      const folder = await navigator.storage.getDirectory();
      const handle = await folder.getFileHandle('opened.mp4', { create: true });
      const writable = await handle.createWritable();
      await writable.write(new Uint8Array(content));
      await writable.close();
      const { consumer } = window as unknown as { consumer: (params: unknown) => void };
      consumer({ files: [handle] });
    }, bytes);
    await expect(page.getByRole('heading', { level: 1, name: 'opened.mp4' })).toBeAttached();
  });

  await test.step('nothing was shared: it says so', async () => {
    await page.goto('/?shared');
    await expect(page.getByRole('alert')).toContainText('did not arrive');
  });
});

test('the manifest makes the app one that can be installed', async ({ page, request }) => {
  await page.goto('/');
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  const manifest = (await (await request.get(url)).json()) as {
    icons: { src: string; sizes: string; type: string; purpose?: string }[];
  };
  expect(manifest.icons.some(({ purpose }) => purpose === 'maskable')).toBe(true);
  for (const { src, sizes, type } of manifest.icons) {
    const response = await request.get(src);
    expect(response.headers()['content-type']).toContain(type);
    const drawn = await page.evaluate(async (path) => {
      const image = new Image();
      image.src = path;
      await image.decode();
      return `${image.naturalWidth}x${image.naturalHeight}`;
    }, src);
    expect(sizes === 'any' || drawn === sizes).toBe(true);
  }
});

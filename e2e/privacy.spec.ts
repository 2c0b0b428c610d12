import type { Page } from '@playwright/test';
import { runCommand } from './support/commandPalette.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import { expect, test } from './support/test.ts';

const whatIsKept = (page: Page) =>
  page.evaluate(async () => {
    const root = await navigator.storage.getDirectory();
    const files: string[] = [];
    for await (const name of root.keys()) files.push(name);
    const rows: string[] = [];
    for (const { name } of await indexedDB.databases()) {
      const opening = indexedDB.open(name ?? '');
      await new Promise((resolve) => opening.addEventListener('success', resolve));
      for (const store of opening.result.objectStoreNames) {
        const reading = opening.result.transaction(store).objectStore(store).getAllKeys();
        await new Promise((resolve) => reading.addEventListener('success', resolve));
        rows.push(...reading.result.map(String));
      }
      opening.result.close();
    }
    const workers = await navigator.serviceWorker.getRegistrations();
    return {
      rows,
      files,
      caches: await caches.keys(),
      settings: Object.keys(localStorage),
      workers: workers.length,
    };
  });

test('the page is isolated, takes no script from strings, and deletes all that it keeps', async ({
  page,
  context,
}, info) => {
  await test.step('headers, and what the browser makes of them', async () => {
    // A page of its own: what it tries is reported as a violation.
    const probe = await context.newPage();
    const headers = (await probe.goto('/'))?.headers() ?? {};
    expect(headers['content-security-policy']).toContain("require-trusted-types-for 'script'");
    expect(headers['content-security-policy']).toMatch(/trusted-types default(?:;|$)/);
    expect(headers['permissions-policy']).toContain('camera=()');
    expect(headers).toMatchObject({
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-embedder-policy': 'require-corp',
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
    });
    const refusals = await probe.evaluate(() => {
      // Runs in the page.
      // eslint-disable-next-line unicorn/consistent-function-scoping
      const outcome = (attempt: () => unknown): string => {
        try {
          attempt();
          return 'done';
        } catch (thrown) {
          return thrown instanceof Error ? thrown.name : String(thrown);
        }
      };
      const { featurePolicy } = document as unknown as {
        featurePolicy: { allowedFeatures(): string[] };
      };
      const allowed = featurePolicy.allowedFeatures();
      return {
        isIsolated: crossOriginIsolated,
        markup: outcome(() => {
          document.body.innerHTML = '<b>text</b>';
        }),
        otherWorker: outcome(() => new Worker('/samples/evil.js')),
        dataWorker: outcome(() => new Worker('data:text/javascript,0')),
        // Nobody makes another policy by which strings become scripts.
        policy: outcome(() =>
          (
            window as unknown as {
              trustedTypes: { createPolicy(name: string, rules: object): void };
            }
          ).trustedTypes.createPolicy('mine', {}),
        ),
        devices: allowed.filter((name) => /^(?:camera|microphone|geolocation|usb)$/.test(name)),
      };
    });
    expect(refusals).toEqual({
      isIsolated: true,
      markup: 'TypeError',
      otherWorker: 'TypeError',
      dataWorker: 'TypeError',
      policy: 'TypeError',
      devices: [],
    });
    await probe.close();
  });

  await test.step('delete everything', async () => {
    await openDrawnProject(page, info);
    await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
    expect((await whatIsKept(page)).rows.length).toBeGreaterThan(1);
    await page.keyboard.press('Escape');
    await page.getByRole('slider', { name: 'Position' }).focus();
    await runCommand(page, 'delete everything');
    const sheet = page.getByRole('dialog', { name: 'Stored data' });
    const link = sheet.getByRole('link', { name: 'What is kept where' });
    const response = await page.request.get((await link.getAttribute('href')) ?? '');
    expect(await response.text()).toContain('earmark-projects');
    await sheet.getByRole('button', { name: 'Delete everything…' }).click();
    await sheet.getByRole('button', { name: 'Keep' }).click();
    await sheet.getByRole('button', { name: 'Delete everything…' }).click();
    await sheet.getByRole('button', { name: 'Delete everything', exact: true }).click();
    await expect(page.getByRole('heading', { name: 'Everything is deleted.' })).toBeVisible();
    expect(await whatIsKept(page)).toEqual({
      rows: [],
      files: [],
      caches: [],
      settings: [],
      workers: 0,
    });
    await page.getByRole('button', { name: 'Start Earmark again' }).click();
    await expect(page.getByRole('region', { name: 'Open a clip' })).toBeVisible();
    await expect(page.getByRole('region', { name: 'Recent projects' })).toBeHidden();
  });
});

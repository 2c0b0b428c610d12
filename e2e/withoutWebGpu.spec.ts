import { findBrowser } from '../scripts/browser/findBrowser.ts';
import { runQuery, fixture, frameCounts, frameFacts, openFile } from './support/editor.ts';
import { expect, test } from './support/test.ts';

const { executablePath, env } = await findBrowser({ softwareGpu: false });
// Without any flag there is no adapter where there is no GPU.
test.use({ launchOptions: { executablePath, env, args: [] } });

test('without WebGPU: the page says so, runs on the processor and tells how long it takes', async ({
  page,
}) => {
  await page.goto('/');
  const hasAdapter = await page.evaluate(
    async () => (await navigator.gpu.requestAdapter()) !== null,
  );
  test.skip(hasAdapter, 'this machine has a GPU');

  await openFile(page, fixture('odd-size.webm'));
  const banner = page.getByRole('region', { name: 'How the model runs' });
  await expect(banner).toContainText('No usable graphics card');
  await runQuery(page, 'the bright bar');
  await expect(banner).toContainText(/about \d+ (s|min) for this clip/);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  const before = await frameCounts(page);
  expect(before.notComputed).toBeLessThan(25);

  await page.getByRole('button', { name: /Model ready/ }).click();
  const menu = page.getByRole('dialog', { name: 'Model', exact: true });
  await expect(menu).toContainText('WebGPU finds no graphics card here');
  await expect(menu).toContainText(/Measured here: .* a frame/);
  await page.getByRole('button', { name: 'WebGPU', exact: true }).click();
  const alert = page.getByRole('alert');
  await expect(alert).toContainText('WebGPU is not available here');
  await expect(alert).toContainText('Choose “Processor”');
  // Nothing is lost; the frame that was at hand may have come since.
  const after = await frameCounts(page);
  expect(after.present).toBeGreaterThanOrEqual(before.present);
  expect(after.empty).toBeGreaterThanOrEqual(before.empty);
  expect([0, 1]).toContain(before.notComputed - after.notComputed);
  await page.getByRole('button', { name: 'Processor', exact: true }).click();
  // Opened anew: until then the menu is of the model before, and afterwards drawn again.
  await expect(page.getByRole('button', { name: /Model ready, as chosen/ })).toBeVisible();
  await expect(frameFacts(page)).toContainText('Frame 1:');

  await test.step('the stored model is deleted after a question only', async () => {
    await expect(menu).toContainText('is stored in this browser');
    await menu.getByRole('button', { name: 'Delete the stored model…' }).click();
    await expect(menu.getByRole('button', { name: 'Keep' })).toBeFocused();
    await menu.getByRole('button', { name: 'Keep' }).click();
    await expect(menu).toContainText('is stored in this browser');
    await menu.getByRole('button', { name: 'Delete the stored model…' }).click();
    await menu.getByRole('button', { name: 'Delete', exact: true }).click();
    await expect(menu).toContainText('is not stored in this browser');
    await page.keyboard.press('Escape');
  });

  await test.step('the banner stays closed after a reload', async () => {
    await page.reload();
    await openFile(page, fixture('odd-size.webm'));
    await expect(banner).toBeVisible();
    await banner.getByRole('button', { name: 'Dismiss' }).click();
    // Settings are written once they rest.
    await page.waitForTimeout(500);
    await page.reload();
    await openFile(page, fixture('odd-size.webm'));
    await expect(page.getByRole('button', { name: /Model ready/ })).toBeVisible();
    await expect(banner).toBeHidden();
  });
});

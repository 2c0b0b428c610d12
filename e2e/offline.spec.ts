import { find, fixture, frameCounts, openFile } from './support/editor.ts';
import { expect, test } from './support/test.ts';

test('the second time the model comes from the browser’s store, without network', async ({
  page,
}) => {
  const fetched: string[] = [];
  page.on('request', (request) => {
    if (request.url().includes('/models/')) fetched.push(request.url());
  });
  const clip = fixture('odd-size.webm');
  const ready = page.getByRole('button', { name: /Model ready/ });

  await page.goto('/');
  await openFile(page, clip);
  await find(page, 'the bright bar');
  await expect(ready).toBeVisible();
  expect(fetched.filter((url) => url.endsWith('.onnx'))).toHaveLength(5);
  await ready.click();
  await expect(page.getByText('fetched and kept in this browser')).toBeVisible();

  await page.route('**/models/**', (route) => route.abort('internetdisconnected'));
  fetched.length = 0;
  await page.reload();
  await openFile(page, clip);
  await find(page, 'the bright bar');
  await expect(ready).toBeVisible();
  expect(fetched.filter((url) => url.endsWith('.onnx'))).toEqual([]);
  await ready.click();
  await expect(page.getByText('taken from this browser’s store')).toBeVisible();
  await expect.poll(async () => (await frameCounts(page)).notComputed).toBeLessThan(25);
});

import { queryBox } from './support/editor.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import { expect, test } from './support/test.ts';

test('look', async ({ page }, info) => {
  for (const [width, height] of [
    [1280, 720],
    [1440, 900],
    [1120, 800],
    [640, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    if (width === 1280) await openDrawnProject(page, info);
    await page.waitForTimeout(500);
    const stage = await page.locator('figure > div').first().boundingBox();
    const pic = await page.getByRole('img', { name: /^Picture of/ }).boundingBox();
    console.log(
      width,
      height,
      stage,
      pic,
      (stage!.width * stage!.height) / (width * height),
      (pic!.width * pic!.height) / (width * height),
    );
    await page.screenshot({ path: `/tmp/ui/l-${width}.png` });
  }
  await page.setViewportSize({ width: 1280, height: 720 });
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('Control+d');
  await page.keyboard.press('Control+d');
  await page.keyboard.press('b');
  await queryBox(page).fill('der Hund');
  await page.waitForTimeout(500);
  await page.screenshot({ path: `/tmp/ui/l-tool.png` });
});

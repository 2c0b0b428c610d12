import type { Page } from '@playwright/test';
import { violationsIn } from './support/axe.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import {
  canvasPixels,
  frameFacts,
  maskArea,
  picture,
  watchForAnnouncement,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

const correctionsPanel = (page: Page) => page.getByRole('region', { name: 'Corrections' });
const correctionLayer = (page: Page) => page.getByRole('application');
const paintedFrames = (page: Page) => page.getByRole('list', { name: 'Painted frames' });

async function expectNoSeriousViolations(page: Page): Promise<void> {
  expect(await violationsIn(page)).toEqual([]);
}

test('strokes are painted by mouse and by keyboard, propagated, undone and cleared', async ({
  page,
}, info) => {
  await openDrawnProject(page, info, { hasModel: true });
  await page.getByRole('slider', { name: 'Position' }).focus();
  const before = await canvasPixels(page);
  const areaBefore = await maskArea(page);

  await test.step('a stroke by mouse is one step of undo', async () => {
    await page.keyboard.press('b');
    await expect(correctionLayer(page)).toBeFocused();
    await page.keyboard.press('Shift+BracketRight');
    await page.keyboard.press('Shift+BracketRight');
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('The picture is not shown.');
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height * 0.2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.25, { steps: 4 });
    await page.mouse.up();
    await expect(paintedFrames(page).getByRole('listitem')).toHaveCount(1);
    await expect(frameFacts(page)).toContainText('corrected by brush');
    await expect.poll(() => maskArea(page)).not.toBe(areaBefore);
    const after = await canvasPixels(page);
    expect(Buffer.from(after.data).equals(Buffer.from(before.data))).toBe(false);
    await expectNoSeriousViolations(page);
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(paintedFrames(page)).toBeHidden();
    await expect.poll(() => maskArea(page)).toBe(areaBefore);
  });

  await test.step('the lasso: a drawn outline adds, one of clicked corners with Alt erases, each one step', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('d');
    await expect(page.getByRole('toolbar', { name: 'Tool' })).toContainText('Draw around it');
    await expect(correctionLayer(page)).toHaveAccessibleName('Lasso on the picture');
    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('The picture is not shown.');
    const at = (x: number, y: number) => [box.x + box.width * x, box.y + box.height * y] as const;
    // Left of the animals, below the bar of options, which lies over the top of the picture.
    await page.mouse.move(...at(0.01, 0.12));
    await page.mouse.down();
    for (const [x, y] of [
      [0.13, 0.12],
      [0.13, 0.37],
      [0.01, 0.37],
    ] as const) {
      await page.mouse.move(...at(x, y), { steps: 3 });
    }
    const saysPainted = await watchForAnnouncement(page, 'Painted.');
    await page.mouse.up();
    await saysPainted();
    const addedPercent = 100 * 0.12 * 0.25;
    await expect
      .poll(async () => (await maskArea(page)) - areaBefore)
      .toBeGreaterThan(0.9 * addedPercent);
    const large = await maskArea(page);
    const saysErased = await watchForAnnouncement(page, 'Erased.');
    await page.keyboard.down('Alt');
    for (const [x, y] of [
      [0.01, 0.12],
      [0.09, 0.12],
      [0.09, 0.4],
      [0.01, 0.4],
    ] as const) {
      await page.mouse.click(...at(x, y));
    }
    await page.keyboard.up('Alt');
    await page.keyboard.press('Enter');
    await saysErased();
    await expect
      .poll(async () => large - (await maskArea(page)))
      .toBeGreaterThan(0.3 * addedPercent);
    // Escape cancels an outline first; each that was closed is undone by itself.
    await page.mouse.click(...at(0.5, 0.5));
    await page.keyboard.press('Escape');
    await expect(correctionLayer(page)).toBeVisible();
    await page.keyboard.press('Control+z');
    await expect.poll(() => maskArea(page)).toBe(large);
    await page.keyboard.press('Control+z');
    await expect.poll(() => maskArea(page)).toBe(areaBefore);
    await page.keyboard.press('b');
    await expect(correctionLayer(page)).toHaveAccessibleName('Brush on the picture');
  });

  await test.step('by keyboard: the brush goes down, is moved and lifted; Space is a dab', async () => {
    await correctionLayer(page).focus();
    await page.keyboard.press('Shift+ArrowLeft');
    await expect(page.getByTestId('announcements')).toHaveText(/\d+ % across, \d+ % down/);
    await page.keyboard.press('Enter');
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('Shift+ArrowUp');
    const saysPainted = await watchForAnnouncement(page, 'Painted.');
    await page.keyboard.press('Enter');
    await saysPainted();
    await expect.poll(() => maskArea(page)).not.toBe(areaBefore);
    const large = await maskArea(page);
    await page.keyboard.press('Shift+b');
    const saysErased = await watchForAnnouncement(page, 'Erased.');
    await page.keyboard.press('Space');
    await saysErased();
    await expect.poll(() => maskArea(page)).toBeLessThan(large);
  });

  await test.step('the onion skin: outlines of the frames before and after, still while a stroke is drawn', async () => {
    const onion = (side: 'before' | 'after') => page.getByTestId(`onion-${side}`);
    const toolBar = page.getByRole('toolbar', { name: 'Tool' });
    await page.keyboard.press('Shift+o');
    await expect(toolBar.getByRole('button', { name: 'Onion skin' })).toHaveAttribute(
      'aria-pressed',
      'true',
    );
    // The first of the three frames that have a mask has none before it.
    await expect(page.getByTestId('onion-legend')).toHaveText('After: 2');
    await expect(onion('after')).toBeVisible();
    await expect(onion('before')).toHaveCount(0);
    await page.keyboard.press('.');
    await expect(page.getByTestId('onion-legend')).toHaveText('Before: 1After: 3');
    await expect(onion('before')).toBeVisible();
    await expect(onion('after')).toBeVisible();
    await expectNoSeriousViolations(page);

    // The outline before has the stroke and the dab of frame 1, the one after does not.
    const pathOf = (side: 'before' | 'after') =>
      onion(side).locator('path').first().getAttribute('d');
    expect(await pathOf('before')).not.toBe(await pathOf('after'));

    const box = await picture(page).boundingBox();
    if (box === null) throw new Error('The picture is not shown.');
    await page.evaluate(() => {
      const target = document.querySelector('[data-testid="onion-before"]')?.parentElement;
      if (!target) throw new Error('There is no onion skin.');
      const counted = { changes: 0 };
      Object.assign(globalThis, { counted });
      new MutationObserver((changes) => (counted.changes += changes.length)).observe(target, {
        subtree: true,
        childList: true,
        attributes: true,
        characterData: true,
      });
    });
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height * 0.8);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height * 0.9, { steps: 30 });
    const saysDrawn = await watchForAnnouncement(page, 'Erased.');
    await page.mouse.up();
    await saysDrawn();
    expect(await page.evaluate(() => (globalThis as { counted?: unknown }).counted)).toEqual({
      changes: 0,
    });
    await page.keyboard.press('Control+z');
    await page.keyboard.press(',');
    await expect(frameFacts(page)).toContainText('Frame 1:');
    await toolBar.getByRole('button', { name: 'Onion skin' }).click();
    await expect(onion('after')).toHaveCount(0);
    await correctionLayer(page).focus();
  });

  await test.step('it is carried to other frames, and Escape leaves the brush', async () => {
    await page.keyboard.press('Escape');
    await expect(correctionLayer(page)).toBeHidden();
    await page.keyboard.press('c');
    await expect(correctionsPanel(page)).toContainText(/Propagated to [1-9]\d* more frames/);
    await page.getByRole('button', { name: 'Next frame' }).click();
    await expect(frameFacts(page)).toContainText('Frame 2:');
    await expect(frameFacts(page)).toContainText('corrected by brush');
    await correctionsPanel(page).getByRole('button', { name: 'Clear: Painted, frame 1' }).click();
    await expect(frameFacts(page)).not.toContainText('corrected by brush');
    await page.keyboard.press('Control+z');
    await expect(paintedFrames(page).getByRole('listitem')).toHaveCount(1);
  });
});

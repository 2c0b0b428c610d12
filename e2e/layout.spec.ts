import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import {
  answer,
  fixture,
  frameFacts,
  goToFrame,
  openFile,
  picture,
  queryBox,
  setColourScheme,
} from './support/editor.ts';
import { openDrawnProject } from './support/drawnProject.ts';
import { expect, test } from './support/test.ts';

const SIZES = [
  { width: 1280, height: 720 },
  { width: 1440, height: 900 },
] as const;
/** Of the window that the stage has at least. */
const MIN_STAGE_SHARE = 0.4;

const stage = (page: Page): Locator => page.getByRole('figure').locator('> div').first();
const position = (page: Page): Locator => page.getByRole('slider', { name: 'Position' });

async function boxOf(target: Locator): Promise<{
  x: number;
  y: number;
  width: number;
  height: number;
}> {
  const box = await target.boundingBox();
  if (box === null) throw new Error('The element is not shown.');
  return box;
}

/** Of the object's copies, by key. */
async function duplicate(page: Page, times: number): Promise<void> {
  await position(page).focus();
  for (let copy = 0; copy < times; copy += 1) await page.keyboard.press('Control+d');
}

test('the picture keeps its size, however many objects and messages there are', async ({
  page,
}, info) => {
  await page.setViewportSize(SIZES[0]);
  await openDrawnProject(page, info);
  const rows = page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
  for (const size of SIZES) {
    await page.setViewportSize(size);
    const before = await boxOf(stage(page));
    const share = (before.width * before.height) / (size.width * size.height);
    expect(share).toBeGreaterThanOrEqual(MIN_STAGE_SHARE);
    await duplicate(page, 2);
    await expect(rows).toHaveCount(3);
    expect(await boxOf(stage(page))).toEqual(before);
    await duplicate(page, 4);
    await expect(rows).toHaveCount(7);
    expect(await boxOf(stage(page))).toEqual(before);

    // A notice, a tool and a confirmation float over it.
    await openFile(page, fixture('letter.mp4'));
    await expect(page.getByRole('alert')).toBeVisible();
    expect(await boxOf(stage(page))).toEqual(before);
    await page.getByRole('alert').getByRole('button', { name: 'Dismiss' }).click();
    await position(page).focus();
    await page.keyboard.press('b');
    await expect(page.getByRole('toolbar', { name: 'Tool' })).toBeVisible();
    expect(await boxOf(stage(page))).toEqual(before);
    await page.keyboard.press('Escape');
    await position(page).focus();
    for (let copy = 0; copy < 6; copy += 1) await page.keyboard.press('Delete');
    await expect(page.getByTestId('toast')).toContainText('is deleted. Undo brings it back.');
    await expect(rows).toHaveCount(1);
    expect(await boxOf(stage(page))).toEqual(before);
    await page.keyboard.press('Delete');
    await expect(rows).toHaveCount(0);
    expect(await boxOf(stage(page))).toEqual(before);
    await page.keyboard.press('Control+z');
    await expect(rows).toHaveCount(1);
  }
});

/** From now on: what moved, but for right after a key or a click, and what the answer said. */
async function watchAnswer(
  page: Page,
): Promise<() => Promise<{ readonly moved: string[]; readonly said: string[] }>> {
  const watched = await page.evaluateHandle(() => {
    const moved: string[] = [];
    const said: string[] = [];
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) {
        const { hadRecentInput, sources } = entry as PerformanceEntry & {
          readonly hadRecentInput: boolean;
          readonly sources: readonly { readonly node: Node | null }[];
        };
        const texts = sources.map(({ node }) => `${node?.nodeName}: ${node?.textContent}`);
        if (!hadRecentInput) moved.push(...texts);
      }
    }).observe({ type: 'layout-shift' });
    new MutationObserver(() => {
      const text = document.querySelector('[aria-label="Answer"]')?.textContent ?? '';
      if (/frames? (searched|so far)/.test(text)) said.push(text);
    }).observe(document.body, { subtree: true, childList: true, characterData: true });
    return { moved, said };
  });
  return () => watched.evaluate(({ moved, said }) => ({ moved: [...moved], said: [...said] }));
}

test('an answer begins with the frame at the playhead, and moves nothing while it arrives', async ({
  page,
}, info) => {
  await page.setViewportSize(SIZES[0]);
  await openDrawnProject(page, info, { hasModel: true });
  await expect(page.getByRole('button', { name: /Model ready/ })).toBeVisible();
  await position(page).focus();
  await page.keyboard.press('x');
  await goToFrame(page, 60);
  await queryBox(page).fill('the pig');
  await queryBox(page).press('Enter');
  await expect(page.locator('[data-object]').first()).toContainText('the pig');
  await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
  const watched = await watchAnswer(page);
  await expect(frameFacts(page)).toContainText(/Frame 61: .*(present|absent)/);
  // The rest follows, with its progress, thumbnails and counts.
  await expect(answer(page)).toContainText(/of (?:[4-9]|\d\d) frames searched so far/);
  const { moved, said } = await watched();
  expect(said[0]).toContain('Found in 1 of 1 frames searched so far');
  expect(moved).toEqual([]);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
});

test('the editor never makes the page scroll, and fills the screen', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await page.getByRole('button', { name: 'Full screen', exact: true }).click();
  const leave = page.getByRole('button', { name: 'Leave full screen' });
  await expect(leave).toBeVisible();
  await position(page).focus();
  await page.keyboard.press('Shift+KeyF');
  await expect(leave).toBeHidden();
  for (const height of [720, 900, 1080]) {
    await page.setViewportSize({ width: 1440, height });
    const scrolled = await page.evaluate(() => document.documentElement.scrollHeight);
    expect(scrolled).toBe(height);
  }
});

test('lanes are named beside them, corrections come before the reasons, tools say what they do', async ({
  page,
}, info) => {
  await page.setViewportSize(SIZES[1]);
  await openDrawnProject(page, info);

  await test.step('a name in the gutter selects its object, and covers no lane', async () => {
    await duplicate(page, 1);
    const name = page.locator('[data-lane-name="animal"]');
    const nameBox = await boxOf(name);
    const lane = await boxOf(page.locator('[data-lane="animal"]'));
    expect(nameBox.x + nameBox.width).toBeLessThanOrEqual(lane.x);
    expect(Math.abs(nameBox.y - lane.y)).toBeLessThan(1);
    await name.click();
    await expect(page.locator('[data-object="animal"]')).toHaveAttribute('data-selected', 'true');
  });

  await test.step('the order of the side panel', async () => {
    const order = ['Answer', 'Objects', 'Corrections', 'Mask'].map((name) =>
      page.getByRole('region', { name, exact: true }),
    );
    const tops = [];
    for (const part of [...order, page.getByText('Why this answer')]) {
      tops.push((await boxOf(part)).y);
    }
    expect(tops).toEqual(tops.toSorted((a, b) => a - b));
    const why = page.getByRole('region', { name: 'Why: sound, sight and words' });
    await expect(why).toBeHidden();
    await page.getByText('Why this answer').click();
    await expect(why).toBeVisible();
  });

  await test.step('a tool has a bar with its options', async () => {
    const bar = page.getByRole('toolbar', { name: 'Tool' });
    await position(page).focus();
    await page.keyboard.press('t');
    await expect(bar).toContainText('click on what is not meant');
    await bar.getByRole('button', { name: 'Done' }).click();
    await expect(bar).toBeHidden();
    await position(page).focus();
    await page.keyboard.press('b');
    await bar.getByRole('radio', { name: 'Erase' }).check();
    await expect(bar.getByRole('slider', { name: 'Brush size' })).toBeVisible();
    await expect(bar.getByRole('button', { name: 'Propagate' })).toBeDisabled();
    await bar.getByRole('button', { name: 'Done' }).click();
    await expect(bar).toBeHidden();
  });
});

test('splitters move by key and by mouse, and are remembered', async ({ page }, info) => {
  await page.setViewportSize(SIZES[1]);
  await openDrawnProject(page, info);
  const splitter = page.getByRole('slider', { name: 'Height of the timeline' });
  const before = await boxOf(stage(page));
  await splitter.focus();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('ArrowUp');
  await expect.poll(async () => (await boxOf(stage(page))).height).toBe(before.height - 32);
  const side = await boxOf(page.getByRole('slider', { name: 'Width of the side panel' }));
  await page.mouse.move(side.x + side.width / 2, side.y + side.height / 2);
  await page.mouse.down();
  await page.mouse.move(side.x + side.width / 2 - 64, side.y + side.height / 2, { steps: 4 });
  await page.mouse.up();
  await expect.poll(async () => (await boxOf(stage(page))).width).toBe(before.width - 64);
  // Settings are written once they rest.
  await page.waitForTimeout(500);
  await page.reload();
  await page.getByRole('button', { name: /^paddock\.mp4/ }).click();
  await expect(frameFacts(page)).toContainText('of the picture');
  const after = await boxOf(stage(page));
  expect([after.width, after.height]).toEqual([before.width - 64, before.height - 32]);
  await splitter.dblclick();
  await expect.poll(async () => (await boxOf(stage(page))).height).toBe(before.height);
});

test('a dragged row covers those that it passes', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await duplicate(page, 1);
  const rows = page.getByRole('region', { name: 'Objects' }).getByRole('listitem');
  await expect(rows).toHaveCount(2);
  // They stand above the rows and move them when they come.
  await expect(page.getByRole('button', { name: 'Only this' })).toHaveCount(2);
  await rows.first().hover();
  const from = await boxOf(rows.first());
  await page.mouse.move(from.x + 10, from.y + from.height / 2);
  await page.mouse.down();
  await page.mouse.move(from.x + 10, from.y + from.height * 1.5, { steps: 4 });
  const dragged = page.locator('[data-dragged]');
  const { opacity } = await dragged.evaluate((row) => ({ opacity: getComputedStyle(row).opacity }));
  expect(opacity).toBe('1');
  const isOnTop = await dragged.evaluate((row) => {
    const { left, top, width, height } = row.getBoundingClientRect();
    return [0.1, 0.3, 0.5, 0.7, 0.9, 0.97].map((share) => {
      const seen = document.elementFromPoint(left + share * width, top + height / 2);
      return seen !== null && row.contains(seen);
    });
  });
  expect(isOnTop).toEqual(isOnTop.map(() => true));
  await page.mouse.up();
});

test('a click on a mask selects its object; elsewhere it plays', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await duplicate(page, 1);
  const selected = page.locator('[data-object][data-selected]');
  await expect(selected).not.toHaveAttribute('data-object', 'animal');
  // The sheep's body, then a corner that no mask covers.
  const box = await boxOf(picture(page));
  const sheep = { x: 0.4 * box.width, y: 0.6 * box.height };
  await picture(page).click({ position: sheep });
  await expect(selected).toHaveAttribute('data-object', 'animal');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await picture(page).click({ position: { x: 0.97 * box.width, y: 0.05 * box.height } });
  // Within In and Out it plays for a moment only.
  await expect(page.getByTestId('frame-number')).toHaveText('3');
});

test('axe finds nothing in the bar, the messages and the gutter, in light and dark', async ({
  page,
}, info) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await openDrawnProject(page, info);
  await page.getByText('Why this answer').click();
  await duplicate(page, 1);
  await position(page).focus();
  await page.keyboard.press('b');
  await openFile(page, fixture('letter.mp4'));
  await expect(page.getByRole('alert')).toBeVisible();
  await queryBox(page).fill('der Hund');
  for (const width of [1280, 320]) {
    await page.setViewportSize({ width, height: 720 });
    for (const colorScheme of ['light', 'dark'] as const) {
      await setColourScheme(page, colorScheme);
      const axe = new AxeBuilder({ page });
      // The schemes differ in colours alone.
      if (colorScheme === 'dark') axe.withRules('color-contrast');
      const { violations } = await axe.analyze();
      const found = violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
      expect(found, colorScheme).toEqual([]);
    }
    const tooWide = await page.evaluate(() => {
      const { clientWidth, scrollWidth } = document.documentElement;
      const elements = Array.from(document.querySelectorAll('body *'));
      return scrollWidth === clientWidth
        ? []
        : elements
            .filter((element) => element.getBoundingClientRect().right > clientWidth)
            .map(({ outerHTML }) => outerHTML.slice(0, 120));
    });
    expect(tooWide).toEqual([]);
  }
});

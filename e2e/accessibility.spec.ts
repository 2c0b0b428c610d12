import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from '@playwright/test';
import {
  answer,
  runQuery,
  fixture,
  openFile,
  openSample,
  setColourScheme,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

type Violation = Awaited<ReturnType<AxeBuilder['analyze']>>['violations'][number];

/** What is wrong and why: of a contrast, both colours. */
const describeNode = ({ html, failureSummary }: Violation['nodes'][number]): string =>
  `${html} (${failureSummary ?? 'no reason given'})`;

/** In light and dark, which differ in colours alone. */
async function expectNoSeriousViolations(page: Page): Promise<void> {
  // A menu's own guards hand the focus on at once; nobody can rest on them.
  const guards = '[data-base-ui-focus-guard]';
  for (const colorScheme of ['light', 'dark'] as const) {
    await setColourScheme(page, colorScheme);
    const axe = new AxeBuilder({ page }).exclude(guards);
    if (colorScheme === 'dark') axe.withRules('color-contrast');
    // What came while it was measured (a panel at its first picture) is measured again.
    await expect(async () => {
      const { violations } = await axe.analyze();
      const serious = violations
        .filter(({ impact }) => impact === 'serious' || impact === 'critical')
        .map(({ id, nodes }) => `${id}: ${nodes.map(describeNode).join(' | ')}`);
      expect(serious, colorScheme).toEqual([]);
    }).toPass({ timeout: 30_000 });
  }
}

/** Checks the page with the dialog open, and closes it. */
async function expectNoSeriousViolationsIn(page: Page, dialog: Locator): Promise<void> {
  await expect(dialog).toBeVisible();
  // Half faded in, everything has too little contrast.
  await expect(dialog).toHaveCSS('opacity', '1');
  await expectNoSeriousViolations(page);
  await page.keyboard.press('Escape');
  // Until it is gone it has the focus, and keys go to it.
  await expect(dialog).toBeHidden();
}

/** Seconds of the longest transition or animation on the page. */
const longestAnimation = (page: Page): Promise<number> =>
  page.evaluate(() =>
    Math.max(
      ...Array.from(document.querySelectorAll('*'), (element) => {
        const { transitionDuration, animationDuration } = getComputedStyle(element);
        const durations = `${transitionDuration}, ${animationDuration}`.split(', ');
        return Math.max(...durations.map((text) => Number.parseFloat(text)));
      }),
    ),
  );

test('axe finds nothing serious in light and dark', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.goto('/');
  await expect(page.getByRole('heading', { name: 'Or try one of these' })).toBeVisible();
  await expectNoSeriousViolations(page);
  await page.emulateMedia({ reducedMotion: 'no-preference' });
  expect(await longestAnimation(page)).toBeGreaterThan(0.05);
  await page.emulateMedia({ reducedMotion: 'reduce' });
  expect(await longestAnimation(page)).toBeLessThan(0.001);

  await openSample(page, 'A duck that says nothing');
  await expectNoSeriousViolations(page);

  await runQuery(page, 'the duck');
  await expect(answer(page)).toContainText(/Found in|Nothing matches/);
  await page.getByRole('button', { name: 'Stop', exact: true }).click();
  await expect(answer(page)).toContainText('Stopped');
  await expectNoSeriousViolations(page);

  // Objects, In and Out, a zoomed timeline.
  await page.getByRole('slider', { name: 'Position' }).focus();
  for (const key of ['Control+d', 'i', '=', 'End', 'o']) await page.keyboard.press(key);
  await expect(page.getByRole('slider', { name: 'Part of the timeline' })).toBeVisible();
  await expectNoSeriousViolations(page);
  await page.getByRole('button', { name: 'More about the duck copy' }).click();
  await expect(page.getByRole('menu')).toBeVisible();
  await expectNoSeriousViolations(page);
  await page.keyboard.press('Escape');
  // Until it is gone it has the focus, and keys go to it.
  await expect(page.getByRole('menu')).toBeHidden();
  await page.keyboard.press('Control+k');
  await expectNoSeriousViolationsIn(page, page.getByRole('dialog', { name: 'Commands' }));
  await expect(page.getByTestId('saving')).toHaveText('Saved in this browser');
  await page.getByRole('button', { name: 'Earmark, start screen' }).click();
  await expect(page.getByRole('heading', { name: 'Recent projects' })).toBeVisible();
  await expectNoSeriousViolations(page);
  await page.getByRole('button', { name: /^Back to/ }).click();

  await page.getByRole('button', { name: /Model ready/ }).click();
  await expectNoSeriousViolationsIn(page, page.getByRole('dialog', { name: 'Model' }));
  await page.keyboard.press('Shift+Slash');
  await expectNoSeriousViolationsIn(page, page.getByRole('dialog', { name: 'Keyboard shortcuts' }));
  await page.keyboard.press('Shift+KeyT');
  await expectNoSeriousViolationsIn(page, page.getByRole('dialog', { name: 'Timings' }));
  await page.keyboard.press('e');
  await expectNoSeriousViolationsIn(
    page,
    page.getByRole('dialog', { name: 'Export', exact: true }),
  );

  // One column, as on a phone or at 400 %, with the tour over it.
  await page.setViewportSize({ width: 320, height: 640 });
  await page.keyboard.press('Shift+Slash');
  await page.getByRole('button', { name: 'Show the tour of the editor' }).click();
  await expectNoSeriousViolationsIn(
    page,
    page.getByRole('dialog', { name: 'Found, frame by frame' }),
  );

  await openFile(page, fixture('letter.mp4'));
  await expect(page.getByRole('alert')).toBeVisible();
  await expectNoSeriousViolations(page);
});

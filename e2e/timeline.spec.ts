import type { Page } from '@playwright/test';
import {
  answer,
  expectAllLookedAt,
  runQuery,
  fixture,
  frameCounts,
  frameFacts,
  frameNumber,
  goToFrame,
  openFile,
  watchFor,
  withoutModel,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

/** Twelve frames in three seconds. */
const SHORT_CLIP = 'slow-rate.mp4';

const positionSlider = (page: Page) => page.getByRole('slider', { name: 'Position' });
const inSlider = (page: Page) => page.getByRole('slider', { name: 'In', exact: true });
const outSlider = (page: Page) => page.getByRole('slider', { name: 'Out', exact: true });

async function openShortClip(page: Page): Promise<void> {
  await page.goto('/');
  await openFile(page, fixture(SHORT_CLIP));
  await expect(frameFacts(page)).toContainText('Frame 1:');
}

/** The middle of a share of the timeline, in page coordinates. */
async function timelinePoint(page: Page, share: number): Promise<{ x: number; y: number }> {
  const box = await positionSlider(page).boundingBox();
  if (box === null) throw new Error('The timeline is not shown.');
  return { x: box.x + box.width * share, y: box.y + box.height / 2 };
}

test('by keyboard: In and Out bound a run; frames outside of them are not looked at', async ({
  page,
}) => {
  await openShortClip(page);
  await goToFrame(page, 3);
  await page.keyboard.press('i');
  await goToFrame(page, 7);
  await page.keyboard.press('o');
  await expect(inSlider(page)).toHaveAttribute('aria-valuenow', '4');
  await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '8');

  await runQuery(page, 'the bar');
  await expectAllLookedAt(page, 7);
  await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
  await expect(answer(page)).toContainText(/Nothing matches in the 5 frames|Found in/);
  const counts = await frameCounts(page);
  expect(counts.present + counts.empty).toBe(5);
  expect(counts.notComputed).toBe(7);

  await test.step('jump to In and Out, move them by arrow, clear them', async () => {
    await positionSlider(page).focus();
    await page.keyboard.press('Shift+Home');
    await expect(frameNumber(page)).toHaveText('4');
    await page.keyboard.press('Shift+End');
    await expect(frameNumber(page)).toHaveText('8');
    await outSlider(page).focus();
    await page.keyboard.press('ArrowRight');
    await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '9');
    await expect(frameNumber(page)).toHaveText('9');
    await page.keyboard.press('Home');
    // Out never goes before In.
    await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '4');
    await page.keyboard.press('x');
    await expect(inSlider(page)).toBeHidden();
  });

  await test.step('the rest is looked at when it is asked for', async () => {
    await answer(page).getByRole('button', { name: 'Resume' }).click();
    await expectAllLookedAt(page);
  });

  await test.step('how well the sound matches is told as text, and can be hidden', async () => {
    const timeline = page.getByRole('region', { name: 'Timeline' });
    await expect(timeline.getByText(/^The sound (matches best at|hardly matches)/)).toBeAttached();
    await page.getByText('Why this answer').click();
    await expect(page.getByTestId('sound-match-now')).toHaveText(/^−?\d\.\d\d$/);
    const strip = page.getByTestId('sound-match');
    await expect(strip).toBeVisible();
    await positionSlider(page).focus();
    await page.keyboard.press('Shift+KeyU');
    await expect(strip).toBeHidden();
    await page.keyboard.press('KeyU');
    const waveform = page.getByRole('button', { name: 'Show waveform' });
    await expect(waveform).toHaveAttribute('aria-pressed', 'false');
    await page.keyboard.press('Shift+KeyU');
    await expect(strip).toBeVisible();
  });

  await test.step('J plays backwards to the first frame', async () => {
    await page.keyboard.press('End');
    await expect(frameNumber(page)).toHaveText('12');
    // It plays for three seconds only.
    const playing = await watchFor(page, 'button[aria-label="Pause"]');
    await page.keyboard.press('KeyJ');
    await playing();
    const pause = page.getByRole('button', { name: 'Pause', exact: true });
    await expect(frameNumber(page)).toHaveText('1');
    await expect(frameFacts(page)).toContainText('Frame 1:');
    await expect(pause).toBeHidden();
  });

  await test.step('jump to appearances and changes', async () => {
    // The model draws no bar: a threshold under every score counts its frames as present.
    await page.getByRole('slider', { name: 'Presence threshold' }).press('Home');
    await expect(answer(page)).toContainText(/Found in|Weak guess/);
    // Where the model sees it is its own affair: every frame is read, and the jumps must agree.
    await positionSlider(page).focus();
    await page.keyboard.press('Home');
    const appearances: number[] = [];
    let wasThere = false;
    for (let number = 1; number <= 12; number++) {
      await expect(frameFacts(page)).toContainText(`Frame ${number}:`);
      const isThere = (await frameFacts(page).textContent())?.includes('present') ?? false;
      if (isThere && !wasThere) appearances.push(number);
      wasThere = isThere;
      await page.keyboard.press('ArrowRight');
    }
    const next = appearances.find((number) => number > 1) ?? 1;
    const last = appearances.findLast((number) => number < 12) ?? 12;
    await page.keyboard.press('Home');
    await page.keyboard.press('Shift+ArrowDown');
    await expect(frameNumber(page)).toHaveText(String(next));
    await page.getByRole('button', { name: 'Last frame' }).click();
    await page.getByRole('button', { name: 'Previous appearance', exact: true }).click();
    await expect(frameNumber(page)).toHaveText(String(last));
    await expect(frameFacts(page)).toContainText('present');
    await page.getByRole('button', { name: 'First frame' }).click();
    await page.getByRole('button', { name: 'Next appearance', exact: true }).click();
    await expect(frameNumber(page)).toHaveText(String(next));
    await positionSlider(page).focus();
    await page.keyboard.press('End');
    await page.keyboard.press('Shift+ArrowUp');
    await expect(frameNumber(page)).toHaveText(String(last));
    if (last > 1) {
      await page.keyboard.press('ArrowLeft');
      await expect(frameFacts(page)).toContainText('absent');
      await page.keyboard.press('ArrowDown');
      await expect(frameNumber(page)).toHaveText(String(last));
    }
  });

  await test.step('zoom, see all again, and snapping off by key', async () => {
    const pan = page.getByRole('slider', { name: 'Part of the timeline' });
    await page.keyboard.press('=');
    await expect(pan).toBeVisible();
    await page.keyboard.press('Shift+KeyZ');
    await expect(pan).toBeHidden();
    await page.keyboard.press('n');
    const snap = page.getByRole('button', { name: 'Snapping' });
    await expect(snap).toHaveAttribute('aria-pressed', 'false');
  });
});

test('by mouse: zoom, pan, drag In and Out, snap, preview', async ({ page }) => {
  await withoutModel(page);
  await openShortClip(page);

  await test.step('set In and Out by button and drag Out', async () => {
    await page.getByRole('button', { name: 'Mark Out' }).click();
    await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '1');
    const mark = await outSlider(page).boundingBox();
    if (mark === null) throw new Error('Out is not shown.');
    await page.mouse.move(mark.x + 5, mark.y + 5);
    await page.mouse.down();
    const { x } = await timelinePoint(page, 0.52);
    await page.mouse.move(x, mark.y + 5, { steps: 5 });
    await page.mouse.up();
    await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '7');
  });

  await test.step('a drag of the playhead snaps to Out, but not with Alt', async () => {
    const out = await timelinePoint(page, 6 / 12);
    await page.mouse.move(out.x + 60, out.y);
    await page.mouse.down();
    await page.mouse.move(out.x - 4, out.y, { steps: 5 });
    await expect(frameNumber(page)).toHaveText('7');
    await page.keyboard.down('Alt');
    await page.mouse.move(out.x - 5, out.y);
    await expect(frameNumber(page)).toHaveText('6');
    await page.keyboard.up('Alt');
    await page.mouse.up();
  });

  await test.step('the picture under the pointer is shown', async () => {
    const { x, y } = await timelinePoint(page, 0.9);
    await page.mouse.move(x, y);
    const preview = page.getByRole('region', { name: 'Timeline' }).getByText('0:02.70');
    await expect(preview).toBeVisible();
    await page.mouse.move(x, y - 400);
    await expect(preview).toBeHidden();
  });

  await test.step('zoom at the pointer by wheel, pan, and see all again', async () => {
    const { x, y } = await timelinePoint(page, 0.5);
    await page.mouse.move(x, y);
    await page.keyboard.down('Control');
    await page.mouse.wheel(0, -400);
    await page.keyboard.up('Control');
    const pan = page.getByRole('slider', { name: 'Part of the timeline' });
    await expect(pan).toBeVisible();
    const panned = async (): Promise<number> => Number(await pan.inputValue());
    await expect.poll(panned).toBeGreaterThan(0.3);
    const before = await panned();
    // Not so far that Out lies under the pointer.
    await page.mouse.wheel(0, 300);
    await expect.poll(panned).toBeGreaterThan(before);
    // What is under the pointer is another time now.
    await page.mouse.click(x, y);
    await expect.poll(async () => Number(await frameNumber(page).textContent())).toBeGreaterThan(6);
    await page.getByRole('button', { name: 'Fit timeline' }).click();
    await expect(pan).toBeHidden();
  });

  await test.step('playing turns the page of a zoomed timeline', async () => {
    await page.getByRole('button', { name: 'First frame' }).click();
    for (let step = 0; step < 2; step += 1) {
      await page.getByRole('button', { name: 'Zoom in timeline' }).click();
    }
    await page.getByRole('button', { name: 'Last frame' }).click();
    const pan = page.getByRole('slider', { name: 'Part of the timeline' });
    await expect.poll(async () => Number(await pan.inputValue())).toBeGreaterThan(1);
  });
});

/** Frame numbers that the transport shows, up to the first that is lower than the one before. */
const recordFirstLoop = (page: Page): Promise<number[]> =>
  frameNumber(page).evaluate(
    (readout) =>
      new Promise<number[]>((resolve) => {
        const numbers: number[] = [];
        const observer = new MutationObserver(() => {
          const number = Number(readout.textContent);
          const hasLooped = numbers.some((earlier) => earlier > number);
          numbers.push(number);
          if (numbers.length > 2 && hasLooped) {
            observer.disconnect();
            resolve(numbers);
          }
        });
        observer.observe(readout, { childList: true });
      }),
  );

test('a loop plays from In to Out and starts again at In', async ({ page }) => {
  await withoutModel(page);
  await openShortClip(page);
  await positionSlider(page).focus();
  for (const key of ['Home', 'ArrowRight', 'ArrowRight', 'i']) await page.keyboard.press(key);
  for (const key of ['ArrowRight', 'ArrowRight', 'ArrowRight', 'o']) await page.keyboard.press(key);
  await expect(inSlider(page)).toHaveAttribute('aria-valuenow', '3');
  await expect(outSlider(page)).toHaveAttribute('aria-valuenow', '6');
  await page.keyboard.press('Control+Slash');
  await expect(page.getByTestId('announcements')).toHaveText('Playback loops.');
  // The first change is the jump from Out, where the playhead is, to In.
  const loop = recordFirstLoop(page);
  await page.keyboard.press('Space');
  const numbers = await loop;
  expect(Math.min(...numbers)).toBe(3);
  expect(Math.max(...numbers)).toBe(6);
  await page.keyboard.press('Space');
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

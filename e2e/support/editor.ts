import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

export function fixture(fileName: string): string {
  return join(import.meta.dirname, '../../tests/fixtures', fileName);
}

export const queryBox = (page: Page): Locator =>
  page.getByRole('combobox', { name: 'What to find in this clip' });

export const picture = (page: Page): Locator => page.getByRole('img', { name: /^Picture of/ });

export const answer = (page: Page): Locator => page.getByRole('region', { name: 'Answer' });

export const frameNumber = (page: Page): Locator => page.getByTestId('frame-number');

/** What the page says about the frame on the canvas. */
export const frameFacts = (page: Page): Locator => page.locator('#frame-facts');

/** Colours on their way to others are neither: contrast is measured after them. */
export async function transitionsEnd(page: Page): Promise<void> {
  await page.evaluate(() =>
    Promise.allSettled(
      document
        .getAnimations()
        .filter((animation) => animation instanceof CSSTransition)
        .map(({ finished }) => finished),
    ),
  );
}

/**
 * The system turns light or dark, and the page has followed: it is told at its next picture, and
 * however short a transition is, its colours are the old ones until the picture after that.
 */
export async function setColourScheme(page: Page, colorScheme: 'light' | 'dark'): Promise<void> {
  await page.emulateMedia({ colorScheme });
  await expect(page.locator('html')).toHaveAttribute('data-scheme', colorScheme);
  await transitionsEnd(page);
}

export async function openFile(page: Page, path: string): Promise<void> {
  await page.getByTestId('clip-file').first().setInputFiles(path);
}

/**
 * To be called before a page is opened: its model is never answered, and stays on its way. For what
 * needs none; opening one takes longer than most such tests.
 */
export async function withoutModel(page: Page): Promise<void> {
  await page.route('**/models/**', () => undefined);
}

export async function openSample(page: Page, title: string): Promise<void> {
  await page.getByRole('button', { name: `Open the sample ${title}` }).click();
  await expect(frameFacts(page)).toHaveText(/^Frame 1: /);
}

export async function runQuery(page: Page, expression: string): Promise<void> {
  await queryBox(page).fill(expression);
  await page.getByRole('button', { name: 'Find', exact: true }).click();
}

/** The whole picture is drawn, and the edges of its masks follow it: a smaller one comes first. */
export async function expectDrawn(page: Page): Promise<void> {
  await expect(picture(page)).toHaveAttribute('data-sharpness', 'whole');
  await expect(picture(page)).not.toHaveAttribute('data-edges', 'soon');
}

/** Pixels of the picture's canvas, RGBA, as an array that survives the way out of the page. */
export async function canvasPixels(
  page: Page,
): Promise<{ width: number; height: number; data: Uint8ClampedArray }> {
  await expectDrawn(page);
  return picture(page).evaluate((canvas: HTMLCanvasElement) => {
    const { width, height } = canvas;
    const context = canvas.getContext('2d');
    if (context === null) throw new Error('The picture has no canvas.');
    return { width, height, data: context.getImageData(0, 0, width, height).data };
  });
}

/** Percent of the frame, as the panel says it of the whole picture. `unsaid` where there is no mask. */
export async function maskArea(page: Page, unsaid = 0): Promise<number> {
  await expectDrawn(page);
  const text = await page.getByTestId('mask-area').textContent();
  return Number(/([\d.]+) %/.exec(text ?? '')?.[1] ?? unsaid);
}

/** Steps there by key, ten frames at a time. */
export async function goToFrame(page: Page, frameIndex: number): Promise<void> {
  await page.getByRole('slider', { name: 'Position' }).focus();
  const distance = frameIndex + 1 - Number(await frameNumber(page).textContent());
  const key = distance < 0 ? 'ArrowLeft' : 'ArrowRight';
  const frames = Math.abs(distance);
  for (let hop = 0; hop < Math.floor(frames / 10); hop += 1) {
    await page.keyboard.press(`Shift+${key}`);
  }
  for (let step = 0; step < frames % 10; step += 1) await page.keyboard.press(key);
  await expect(frameNumber(page)).toHaveText(String(frameIndex + 1));
  await expect(frameFacts(page)).toContainText(
    new RegExp(`Frame ${frameIndex + 1}(:| is damaged)`, 'u'),
  );
}

/**
 * To be called before what makes an element or a text appear for a moment, and the result after it:
 * told by the page, which misses nothing, however busy the machine is.
 *
 * @param selector CSS
 * @param text in the element
 */
export async function watchFor(
  page: Page,
  selector: string,
  text = '',
): Promise<() => Promise<void>> {
  const appeared = await page.evaluateHandle(
    ([wanted, part]) => {
      const isThere = (): boolean =>
        [...document.querySelectorAll(wanted)].some((element) =>
          element.textContent.includes(part),
        );
      const promise = new Promise<void>((resolve, reject) => {
        const look = (): void => {
          if (!isThere()) return;
          observer.disconnect();
          resolve();
        };
        const observer = new MutationObserver(look);
        setTimeout(() => reject(new Error(`"${part}" was never in ${wanted}.`)), 120_000);
        const changes = { subtree: true, childList: true, attributes: true, characterData: true };
        observer.observe(document, changes);
        look();
      });
      return { promise };
    },
    [selector, text] as const,
  );
  return () => appeared.evaluate(({ promise }) => promise);
}

/** The same for what is said to screen readers: the next announcement takes its place. */
export const watchForAnnouncement = (page: Page, text: string): Promise<() => Promise<void>> =>
  watchFor(page, '[data-testid="announcements"]', text);

/** Waits until all frames are looked at: of the clip, or of what In and Out leave of it. */
export async function expectAllLookedAt(page: Page, outside = 0): Promise<void> {
  await expect.poll(async () => (await frameCounts(page)).notComputed).toBe(outside);
}

/** Frames by state, as the lane's legend counts them. */
export async function frameCounts(
  page: Page,
): Promise<{ present: number; empty: number; notComputed: number }> {
  const texts = await page
    .getByRole('list', { name: 'Frames by state' })
    .getByRole('listitem')
    .allTextContents();
  const [present, empty, notComputed] = texts.map((text) => Number(/\d+$/.exec(text)?.[0] ?? 0));
  return { present: present ?? 0, empty: empty ?? 0, notComputed: notComputed ?? 0 };
}

/**
 * Shows a mask on the canvas, whatever the model thinks of the clip: where nothing is found, the
 * person's own way is "Show anyway", which goes to the best frame.
 */
export async function showMask(page: Page): Promise<void> {
  await expect(answer(page)).toContainText(/Found in|Nothing matches|Nothing in this clip/);
  const onPicture = frameFacts(page).filter({ hasText: 'of the picture' });
  const anyway = answer(page).getByRole('button', { name: 'Show anyway' });
  if (await anyway.isVisible()) await anyway.click();
  else if (!(await onPicture.isVisible())) await page.keyboard.press('ArrowDown');
  await expect(onPicture).toBeVisible();
}

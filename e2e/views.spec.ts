import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openDrawnProject } from './support/drawnProject.ts';
import {
  canvasPixels,
  frameFacts,
  openSample,
  picture,
  withoutModel,
  transitionsEnd,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

type Pixels = Awaited<ReturnType<typeof canvasPixels>>;

const VIEWS = [
  ['outline', 'Outline'],
  ['cut-out', 'Cut-out'],
  ['matte', 'Matte'],
  ['dimmed', 'Background dimmed'],
  ['blurred', 'Background blurred'],
  ['grey', 'Background grey'],
  ['green', 'Green screen'],
  ['colour', 'Background colour'],
  ['object-blurred', 'Object blurred'],
  ['object-pixelated', 'Object pixelated'],
  ['object-blackened', 'Object black'],
  ['object-inverted', 'Object inverted'],
  ['overlay', 'Overlay'],
] as const;

/** Of the pixels for which `isCounted`, the share that satisfies `holds`. */
const fractionOf = (
  { data }: Pixels,
  isCounted: (at: number) => boolean,
  holds: (at: number) => boolean,
): number => {
  let [counted, held] = [0, 0];
  for (let at = 0; at < data.length; at += 4) {
    if (isCounted(at)) {
      counted += 1;
      held += holds(at) ? 1 : 0;
    }
  }
  return held / counted;
};

const isSamePixel =
  (a: Pixels, b: Pixels) =>
  (at: number): boolean =>
    [0, 1, 2].every((channel) => a.data[at + channel] === b.data[at + channel]);

const expectNoSeriousViolations = async (page: Page): Promise<void> => {
  await transitionsEnd(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.filter(({ impact }) => impact === 'serious' || impact === 'critical')).toEqual(
    [],
  );
};

test('every view, the original, and both side by side', async ({ page }, info) => {
  await openDrawnProject(page, info);
  await expect(picture(page)).toHaveAttribute('data-edges', 'refined');
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.down('Backslash');
  await expect(frameFacts(page)).toContainText('the original picture');
  const original = await canvasPixels(page);
  await page.keyboard.up('Backslash');
  await expect(frameFacts(page)).toContainText('of the picture');

  const shown = new Map<string, Pixels>();
  await picture(page)
    .focus()
    .catch(() => undefined);
  for (const [value, name] of VIEWS) {
    await page.keyboard.press('v');
    await expect(page.getByRole('combobox', { name: 'View' })).toHaveValue(value);
    await expect(page.getByText(`View: ${name}`)).toBeAttached();
    shown.set(value, await canvasPixels(page));
    await page.screenshot({ path: info.outputPath(`${value}.png`) });
  }

  const view = (name: string): Pixels => shown.get(name) ?? original;
  await test.step('the matte is black and white; the others agree with it', async () => {
    const matte = view('matte');
    const isThing = (at: number): boolean => matte.data[at] === 255;
    const isBehind = (at: number): boolean => !isThing(at);
    expect(fractionOf(matte, isBehind, (at) => matte.data[at] === 0)).toBe(1);
    expect(fractionOf(matte, () => true, isThing)).toBeGreaterThan(0.001);
    for (const name of ['cut-out', 'dimmed', 'blurred', 'grey']) {
      expect(fractionOf(matte, isThing, isSamePixel(view(name), original))).toBe(1);
      expect(fractionOf(matte, isBehind, isSamePixel(view(name), original))).toBeLessThan(0.5);
    }
    const { data } = view('grey');
    const isGrey = (at: number): boolean =>
      Math.max(...data.slice(at, at + 3)) - Math.min(...data.slice(at, at + 3)) <= 2;
    expect(fractionOf(matte, isBehind, isGrey)).toBe(1);
    const hides = ['object-blurred', 'object-pixelated', 'object-blackened', 'object-inverted'];
    for (const name of hides) {
      expect(fractionOf(matte, isThing, isSamePixel(view(name), original))).toBeLessThan(0.2);
    }
    for (const name of ['overlay', 'outline', ...hides]) {
      expect(fractionOf(matte, isBehind, isSamePixel(view(name), original))).toBe(1);
      expect(fractionOf(matte, isThing, isSamePixel(view(name), original))).toBeLessThan(0.999);
    }
  });

  await test.step('choose a view by mouse; it is kept for the next time', async () => {
    await page.getByRole('combobox', { name: 'View' }).selectOption('Matte');
    await expect
      .poll(() => page.evaluate(() => localStorage.getItem('earmark/canvas/1')))
      .toContain('matte');
  });

  await test.step('compare left and right of a line', async () => {
    await page.getByRole('button', { name: 'Compare with the original' }).click();
    const line = page.getByRole('slider', { name: 'Line between' });
    await expect(line).toHaveValue('0.5');
    const half = await canvasPixels(page);
    const isLeft = (at: number): boolean => (at / 4) % half.width < half.width / 2;
    expect(fractionOf(half, isLeft, isSamePixel(half, original))).toBe(1);
    expect(fractionOf(half, (at) => !isLeft(at), isSamePixel(half, view('matte')))).toBe(1);
    await page.screenshot({ path: info.outputPath('compare.png') });
    await expectNoSeriousViolations(page);
    const box = await line.boundingBox();
    if (box === null) throw new Error('The line is not shown.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.75, box.y + box.height / 2, { steps: 4 });
    await page.mouse.up();
    const share = async (): Promise<number> => Number(await line.inputValue());
    await expect.poll(share).toBeGreaterThan(0.7);
    const before = await share();
    await page.keyboard.press('ArrowLeft');
    await expect.poll(share).toBeCloseTo(before - 0.01);
    await page.getByRole('button', { name: 'Compare with the original' }).click();
    await expect(line).toBeHidden();
    await page.keyboard.press('w');
    await expect(line).toBeVisible();
    await page.keyboard.press('w');
    await expect(line).toBeHidden();
  });
});

test('zoom, pan and fit by mouse, wheel and keyboard', async ({ page }, info) => {
  await withoutModel(page);
  await page.goto('/');
  await openSample(page, 'A duck that says nothing');
  const size = page.getByLabel('Zoom', { exact: true });
  const transform = (): Promise<string> =>
    picture(page).evaluate((canvas: HTMLElement) => canvas.style.transform);
  const place = await picture(page).boundingBox();
  if (place === null) throw new Error('The picture is not shown.');
  const at = (x: number, y: number) =>
    [place.x + x * place.width, place.y + y * place.height] as const;

  await expect(size).toHaveText('100 %');
  await page.mouse.move(...at(0.25, 0.5));
  await page.keyboard.down('Control');
  await page.mouse.wheel(0, -400);
  await page.keyboard.up('Control');
  await expect(size).not.toHaveText('100 %');
  // What was under the pointer still is.
  await expect
    .poll(async () => {
      const zoomed = await picture(page).boundingBox();
      return ((zoomed?.x ?? 0) + (zoomed?.width ?? 0) * 0.25) / at(0.25, 0.5)[0];
    })
    .toBeCloseTo(1, 1);
  await page.screenshot({ path: info.outputPath('zoomed.png') });

  const before = await transform();
  await page.mouse.down();
  await page.mouse.move(...at(0.35, 0.6), { steps: 3 });
  await page.mouse.up();
  await expect.poll(transform).not.toBe(before);
  const dragged = await transform();
  // A drag is no click: nothing plays.
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
  await page.mouse.wheel(60, 0);
  await expect.poll(transform).not.toBe(dragged);

  await page.keyboard.press('f');
  await expect(size).toHaveText('100 %');
  await page.keyboard.press('Shift+Equal');
  await expect(size).toHaveText('150 %');
  const centred = await transform();
  await page.keyboard.press('Shift+D');
  await expect.poll(transform).not.toBe(centred);
  await page.keyboard.press('Shift+Minus');
  await expect(size).toHaveText('100 %');
  await page.getByRole('button', { name: 'Zoom in', exact: true }).click();
  await expect(size).toHaveText('150 %');
  await page.getByRole('button', { name: 'Zoom to fit' }).click();
  await expect(size).toHaveText('100 %');

  await test.step('two fingers', async () => {
    const session = await page.context().newCDPSession(page);
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 2 });
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', ...fingers: number[]) =>
      session.send('Input.dispatchTouchEvent', {
        type,
        touchPoints: fingers.map((share, id) => {
          const [x, y] = at(share, 0.5);
          return { x, y, id };
        }),
      });
    await touch('touchStart', 0.4, 0.6);
    await touch('touchMove', 0.35, 0.65);
    await touch('touchMove', 0.3, 0.7);
    await touch('touchEnd');
    await expect(size).toHaveText('200 %');
    await session.send('Emulation.setTouchEmulationEnabled', { enabled: false });
  });

  await page.keyboard.press('f');
  await picture(page).click();
  await expect(page.getByRole('button', { name: 'Pause', exact: true })).toBeVisible();
});

import {
  answer,
  canvasPixels,
  queryBox,
  runQuery,
  frameCounts,
  frameFacts,
  frameNumber,
  openSample,
  showMask,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

const TIMELINE_STEP_FRAMES = 3;

test('by mouse: a sample, a sentence, its masks, another sentence, without sound', async ({
  page,
}) => {
  await page.goto('/');
  await openSample(page, 'Dog and cow');
  await expect(page.getByRole('region', { name: 'How the model runs' })).toContainText('processor');

  await test.step('find', async () => {
    await runQuery(page, 'the dog');
    await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeVisible();
    await expect(answer(page)).toContainText('the dog');
    // Once a second first: the answer is there long before every frame is.
    await expect
      .poll(async () => (await frameCounts(page)).present + (await frameCounts(page)).empty)
      .toBeGreaterThan(3);
  });

  await test.step('cancel: what was found stays, the frame at hand is ended, nothing more comes', async () => {
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
    await expect(answer(page)).toContainText('Stopped');
    await expect(page.getByRole('button', { name: 'Stop', exact: true })).toBeHidden();
    const stopped = await frameCounts(page);
    // Many frames' time on an idle machine. A busy one needs longer, and has fewer to show for it.
    await page.waitForTimeout(3000);
    const settled = await frameCounts(page);
    expect(settled.notComputed).toBeGreaterThan(0);
    expect([0, 1]).toContain(stopped.notComputed - settled.notComputed);
  });

  await test.step('see the mask on the frame that it belongs to', async () => {
    await showMask(page);
    await expect(frameFacts(page)).toHaveText(/present, .* of the picture/);
    const shown = await canvasPixels(page);
    await page.keyboard.down('Backslash');
    await expect(frameFacts(page)).toContainText('the original picture');
    const original = await canvasPixels(page);
    await page.keyboard.up('Backslash');
    expect([shown.width, shown.height]).toEqual([960, 540]);
    const changed = shown.data.filter((value, index) => value !== original.data[index]).length;
    expect(changed).toBeGreaterThan(0);
  });

  await test.step('why: what decided, over the clip and in this frame', async () => {
    await page.getByText('Why this answer').click();
    const why = page.getByRole('region', { name: 'Why: sound, sight and words' });
    await expect(why).toContainText(/On average mostly (sound|sight|words): sound \d+\s%/);
    await expect(why.getByRole('definition')).toHaveText([/\d/, /\d/, /\d/]);
    const shares = await why.getByRole('definition').allTextContents();
    const sum = shares.reduce((total, text) => total + Number.parseInt(text, 10), 0);
    expect(shares).toHaveLength(3);
    expect(Math.abs(sum - 100)).toBeLessThanOrEqual(1);
  });

  await test.step('scrub on the timeline and step by frame', async () => {
    const timeline = page.getByRole('slider', { name: 'Position' });
    const box = await timeline.boundingBox();
    if (box === null) throw new Error('The timeline is not shown.');
    await page.mouse.move(box.x + box.width * 0.2, box.y + box.height / 2);
    await page.mouse.down();
    for (let step = 1; step <= 10; step += 1) {
      await page.mouse.move(box.x + box.width * (0.2 + step * 0.03), box.y + box.height / 2);
    }
    await page.mouse.up();
    const frame = async (): Promise<number> => Number(await frameNumber(page).textContent());
    await expect
      .poll(async () => Math.abs((await frame()) - 125))
      .toBeLessThanOrEqual(TIMELINE_STEP_FRAMES);
    const scrubbedTo = await frame();
    await expect(frameFacts(page)).toContainText(`Frame ${scrubbedTo}:`);
    await page.getByRole('button', { name: 'Next frame' }).click();
    await expect(frameFacts(page)).toContainText(`Frame ${scrubbedTo + 1}:`);
  });

  await test.step('another sentence by its chip; the first result stays', async () => {
    await page.getByRole('button', { name: 'the barking dog' }).click();
    await expect(queryBox(page)).toHaveValue('the barking dog');
    await expect(answer(page)).toContainText('the barking dog');
    const list = page.getByRole('region', { name: 'Objects' });
    await expect(list.getByRole('listitem')).toHaveCount(2);
    await expect(answer(page)).toContainText(/Found in|Nothing matches/);
    await page.getByRole('button', { name: 'Stop', exact: true }).click();
  });

  await test.step('words, then the sound, switched off: new answers are made, the old one is kept', async () => {
    for (const cues of ['Without words', 'Without sound']) {
      // The label spreads over its radio button.
      await page.locator('label', { hasText: cues }).click();
      await expect(page.getByRole('radio', { name: cues })).toBeChecked();
      await expect(answer(page)).toContainText(/Found in|Nothing matches/);
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
    }
    const list = page.getByRole('region', { name: 'Objects' });
    await expect(list.getByRole('listitem')).toHaveCount(2);
    await expect(list.getByLabel('without sound')).toBeVisible();
    await list.getByRole('button', { name: /^the dog/ }).click();
    await expect(answer(page)).toContainText('the dog');
    await expect(page.getByRole('radio', { name: 'All cues' })).toBeChecked();
  });
});

import type { Locator, Page } from '@playwright/test';
import { openDrawnProject } from './support/drawnProject.ts';
import {
  answer,
  canvasPixels,
  queryBox,
  runQuery,
  fixture,
  frameFacts,
  goToFrame,
  openFile,
  openSample,
  showMask,
} from './support/editor.ts';
import { expect, test } from './support/test.ts';

const objectsPanel = (page: Page): Locator => page.getByRole('region', { name: 'Objects' });
/** Eye, solo and lock of each object, beside its lane. */
const gutter = (page: Page) => page.getByRole('group', { name: 'Show, solo and lock objects' });
const objectRows = (page: Page): Locator => objectsPanel(page).getByRole('listitem');

const objectNames = (page: Page): Promise<string[]> =>
  objectRows(page)
    .getByRole('button')
    .filter({ has: page.locator('span') })
    .evaluateAll((buttons) => buttons.map((button) => button.firstElementChild?.textContent ?? ''))
    .then((texts) => texts.filter((text) => text !== ''));

/** Out is its third frame: more of them would show nothing new. */
async function openShortClip(page: Page): Promise<void> {
  await page.goto('/');
  await openFile(page, fixture('slow-rate.mp4'));
  await goToFrame(page, 2);
  await page.keyboard.press('o');
}

async function runQueries(page: Page, sentences: readonly string[]): Promise<void> {
  for (const sentence of sentences) {
    await runQuery(page, sentence);
  }
  await expectAllRun(page, sentences.length);
}

/** Waits until every object's sentence was looked for. */
async function expectAllRun(page: Page, count: number): Promise<void> {
  await expect(objectRows(page)).toHaveText(Array(count).fill(/\d+ of \d+ frames|nothing found/));
  await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
}

async function chooseMenuItem(page: Page, name: string, item: string): Promise<void> {
  await objectsPanel(page)
    .getByRole('button', { name: `More about ${name}`, exact: true })
    .click();
  await page.getByRole('menuitem', { name: item }).click();
}

test('by mouse: several sentences at once, each with a look of its own', async ({ page }) => {
  await openShortClip(page);

  await test.step('three sentences run one after another; all of them stay', async () => {
    await runQueries(page, ['the bright bar', 'the bar', 'the dog']);
    await expect(objectRows(page)).toHaveCount(3);
    await expect.poll(() => objectNames(page)).toEqual(['the dog', 'the bar', 'the bright bar']);
    for (const name of ['the dog', 'the bar', 'the bright bar']) {
      const row = objectRows(page).filter({
        has: page.getByRole('button', { name: `More about ${name}`, exact: true }),
      });
      await expect(row).toContainText(/of \d+ frames|nothing found/);
    }
    const swatches = objectRows(page).locator('[data-pattern]');
    const looks = await swatches.evaluateAll((spans) =>
      spans.map((span) => [getComputedStyle(span).backgroundColor, span.dataset['pattern']]),
    );
    // Colours alone are no difference to all eyes.
    expect(new Set(looks.map(([colour]) => colour)).size).toBe(3);
    expect(new Set(looks.map(([, pattern]) => pattern)).size).toBe(3);
    // The ruler, the pictures, the sound, how well it matches, and a lane an object.
    await expect(page.getByRole('region', { name: 'Timeline' }).locator('canvas')).toHaveCount(7);
  });

  await test.step('the same sentence once more is the same object', async () => {
    await runQuery(page, 'the bar');
    await expect(objectRows(page)).toHaveCount(3);
    await expect(answer(page)).toContainText('the bar');
  });

  await test.step('rename, duplicate, lock, delete', async () => {
    await chooseMenuItem(page, 'the dog', 'Rename');
    await page.getByRole('textbox', { name: 'Name of the dog' }).fill('Rex');
    await page.keyboard.press('Enter');
    await expect.poll(() => objectNames(page)).toEqual(['Rex', 'the bar', 'the bright bar']);
    await chooseMenuItem(page, 'Rex', 'Duplicate');
    await expect
      .poll(() => objectNames(page))
      .toEqual(['Rex copy', 'Rex', 'the bar', 'the bright bar']);
    await chooseMenuItem(page, 'Rex', 'Lock');
    await objectsPanel(page).getByRole('button', { name: 'More about Rex', exact: true }).click();
    await expect(page.getByRole('menuitem', { name: 'Delete' })).toBeDisabled();
    await page.keyboard.press('Escape');
    const lock = gutter(page).getByRole('button', { name: 'Lock Rex', exact: true });
    await expect(lock).toHaveAttribute('aria-pressed', 'true');
    await lock.click();
    await chooseMenuItem(page, 'Rex copy', 'Delete');
    await expect.poll(() => objectNames(page)).toEqual(['Rex', 'the bar', 'the bright bar']);
  });

  await test.step('dragged to another place', async () => {
    const last = objectRows(page).last();
    await last.hover();
    const from = await last.boundingBox();
    const to = await objectRows(page).first().boundingBox();
    if (!from || !to) throw new Error('The rows are not shown.');
    await page.mouse.move(from.x + 10, from.y + from.height / 2);
    await page.mouse.down();
    await page.mouse.move(to.x + 10, to.y + to.height, { steps: 4 });
    await page.mouse.move(to.x + 10, to.y + 2, { steps: 4 });
    await page.mouse.up();
    await expect.poll(() => objectNames(page)).toEqual(['the bright bar', 'Rex', 'the bar']);
  });

  await test.step('the sentence written anew in its place', async () => {
    await chooseMenuItem(page, 'the bar', 'Edit sentence');
    await page.getByRole('textbox', { name: 'Sentence of the bar' }).fill('the dark bar');
    await page.keyboard.press('Enter');
    await expect(answer(page)).toContainText('the dark bar');
    await expect(answer(page)).toContainText(/Found in|Nothing/);
    await expect.poll(() => objectNames(page)).toEqual(['the bright bar', 'Rex', 'the dark bar']);
  });
});

test('by keyboard: choose, hide, show alone, rename, rewrite, move, duplicate, delete', async ({
  page,
}, info) => {
  await openDrawnProject(page, info);
  await page.keyboard.press('Slash');
  await queryBox(page).fill('the dog');
  await page.keyboard.press('Enter');
  await expect.poll(() => objectNames(page)).toEqual(['the dog', 'the animal']);

  // Out of the box, so that letters are keys.
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('2');
  await expect(answer(page)).toContainText('the animal');
  await page.keyboard.press('h');
  await expect(
    gutter(page).getByRole('button', { name: 'Show the animal', exact: true }),
  ).toHaveAttribute('aria-pressed', 'false');
  await page.keyboard.press('h');
  await page.keyboard.press('Shift+Digit1');
  const alone = gutter(page).getByRole('button', { name: 'Solo the dog' });
  await expect(alone).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Shift+Digit1');
  await expect(alone).toHaveAttribute('aria-pressed', 'false');

  await page.keyboard.press('F2');
  await expect(
    objectsPanel(page).getByRole('textbox', { name: 'Name of the animal' }),
  ).toBeFocused();
  await page.keyboard.type('Animal one');
  await page.keyboard.press('Enter');
  await expect.poll(() => objectNames(page)).toEqual(['the dog', 'Animal one']);
  // Back where it was: the next key is a key again.
  await expect(page.getByRole('slider', { name: 'Position' })).toBeFocused();
  await page.keyboard.press('Alt+ArrowUp');
  await expect.poll(() => objectNames(page)).toEqual(['Animal one', 'the dog']);
  await page.keyboard.press('Control+d');
  await expect.poll(() => objectNames(page)).toEqual(['Animal one copy', 'Animal one', 'the dog']);
  await page.keyboard.press('Delete');
  await expect.poll(() => objectNames(page)).toEqual(['Animal one', 'the dog']);
  await page.keyboard.press('Shift+KeyL');
  await page.keyboard.press('Delete');
  await expect.poll(() => objectNames(page)).toEqual(['Animal one', 'the dog']);
  await page.keyboard.press('Shift+KeyL');

  const sentenceBox = objectsPanel(page).getByRole('textbox', { name: /^Sentence of/ });
  await page.keyboard.press('r');
  await expect(sentenceBox).toBeFocused();
  await page.keyboard.type('the white bar');
  await page.keyboard.press('Enter');
  await expect(answer(page)).toContainText('the white bar');
  // Escape leaves the field and changes nothing.
  await page.keyboard.press('r');
  await expect(sentenceBox).toBeFocused();
  await page.keyboard.type('nonsense');
  await page.keyboard.press('Escape');
  await expect(sentenceBox).toBeHidden();
  await expect(answer(page)).toContainText('the white bar');

  await test.step('sentences of before are offered after a reload', async () => {
    await page.reload();
    await openFile(page, fixture('slow-rate.mp4'));
    const list = page.getByRole('listbox', { name: 'Recent sentences' });
    await queryBox(page).click();
    await expect(list.getByRole('option').first()).toHaveText('the white bar');
    await page.keyboard.press('Escape');
    await expect(list).toBeHidden();
  });
});

test('two sentences about one object: both masks are drawn, one is hidden or solo', async ({
  page,
}) => {
  await page.goto('/');
  await openSample(page, 'A duck that says nothing');
  await runQuery(page, 'the duck');
  await expect(answer(page)).toContainText('Found in');
  const duck = objectRows(page).filter({
    has: page.getByRole('button', { name: 'More about the duck', exact: true }),
  });

  await test.step('a new sentence goes before the one that runs, which goes on after it', async () => {
    await runQuery(page, 'the white bird');
    await expect(duck).toContainText('waiting');
    await expect(answer(page)).toContainText(/Found in|Nothing matches in/);
    await page.keyboard.press('Escape');
    await expect(objectRows(page).filter({ hasText: 'waiting' })).toHaveCount(0);
    await expect(page.getByRole('progressbar', { name: 'Finding' })).toBeHidden();
  });

  await test.step('the thumbnail shows where it is seen best', async () => {
    await expect(duck.locator('[data-frame]')).toBeAttached();
  });

  await test.step('both are drawn, and each is drawn alone', async () => {
    await showMask(page);
    const facts = frameFacts(page);
    await expect(facts).toHaveText(/“the white bird”: present, .*also here: “the duck”/);
    const both = await canvasPixels(page);
    await gutter(page).getByRole('button', { name: 'Show the duck', exact: true }).click();
    await expect(facts).not.toContainText('“the duck”');
    const bird = await canvasPixels(page);
    await gutter(page).getByRole('button', { name: 'Solo the duck' }).click();
    await expect(facts).not.toContainText('“the white bird”');
    const alone = await canvasPixels(page);
    const differ = (a: typeof both, b: typeof both): boolean =>
      a.data.some((value, index) => value !== b.data[index]);
    expect([differ(both, bird), differ(both, alone), differ(bird, alone)]).toEqual([
      true,
      true,
      true,
    ]);
  });
});

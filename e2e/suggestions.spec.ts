import { join } from 'node:path';
import { queryBox, openFile, frameFacts } from './support/editor.ts';
import { expect, test } from './support/test.ts';

/** A clip with an object, opened as a file, so without the sentences of a sample. */
const UNKNOWN_CLIP = join(import.meta.dirname, '../public/samples/pond.webm');

test('a clip of one’s own gets sentences from what the model sees and hears in it', async ({
  page,
}) => {
  await page.goto('/');
  await openFile(page, UNKNOWN_CLIP);
  await expect(frameFacts(page)).toContainText('Frame 1:');
  const search = page.getByRole('search');
  const chips = search.getByRole('list', { name: 'Suggestions for this clip' });
  const none = search.getByText('No suggestions for this clip');
  await expect(search.getByText('Looking for suggestions')).toBeVisible();
  await expect(chips.or(none)).toBeVisible();

  // Which names, and whether any, is the model's to say.
  if (await chips.isVisible()) {
    const first = chips.getByRole('button').first();
    const text = (await first.textContent()) ?? '';
    expect(text).toMatch(/^the [a-z ]+$/);
    await expect(first).toHaveAttribute('title', /^(Seen|Heard) at 0:0\d, score (0\.\d\d|1\.00)$/);
    await first.focus();
    await page.keyboard.press('Enter');
    await expect(queryBox(page)).toHaveValue(text);
    await expect(page.getByRole('region', { name: 'Objects' })).toContainText(text);
  }
});

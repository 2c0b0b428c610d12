import { expect, type Locator, type Page } from '@playwright/test';

/** Opens the command palette and gives its box. A busy page opens it late, and keys that come
 *  before the box has the focus are not part of what is searched. */
export async function openPalette(page: Page, shortcut = 'Control+k'): Promise<Locator> {
  const box = page.getByRole('combobox', { name: 'Search commands' });
  await page.keyboard.press(shortcut);
  await expect(box).toBeFocused();
  return box;
}

/** Opens the command palette and runs what comes first for `words`. */
export async function runCommand(page: Page, words: string): Promise<void> {
  await openPalette(page);
  await page.keyboard.type(words);
  await page.keyboard.press('Enter');
}

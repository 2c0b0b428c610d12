import { join } from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';

export const exportSheet = (page: Page): Locator =>
  page.getByRole('dialog', { name: 'Export', exact: true });

/** From anywhere in the editor. */
export async function openSheet(page: Page): Promise<Locator> {
  await page.keyboard.press('Escape');
  await page.getByRole('slider', { name: 'Position' }).focus();
  await page.keyboard.press('e');
  await expect(exportSheet(page)).toBeVisible();
  return exportSheet(page);
}

export const chooseFormat = async (sheet: Locator, format: string): Promise<void> => {
  await sheet.getByText(format, { exact: true }).click();
  await expect(sheet.getByRole('radio', { name: format, exact: true })).toBeChecked();
};

/** What the sheet is set to. @returns the file, in this folder and under the name that the app gave it */
export async function exportFile(page: Page, folder: string): Promise<string> {
  const sheet = exportSheet(page);
  const download = page.waitForEvent('download');
  await sheet.getByRole('button', { name: 'Export', exact: true }).click();
  const path = join(folder, (await download).suggestedFilename());
  await (await download).saveAs(path);
  await sheet.getByRole('button', { name: 'Export something else' }).click();
  return path;
}

import { writeFile } from 'node:fs/promises';
import type { Page, TestInfo } from '@playwright/test';
import { answer, frameFacts, openFile } from './editor.ts';
import { screenProject } from './screenProject.ts';
import { expect } from './test.ts';

/**
 * Opens a project with drawn masks while no model can be fetched: what the editor shows of a result
 * needs none, and the test takes seconds.
 */
export async function openDrawnProject(page: Page, info: TestInfo): Promise<void> {
  // Never answered: the model stays on its way.
  await page.route('**/models/**', () => undefined);
  const project = info.outputPath('drawn.earmark');
  await writeFile(project, await screenProject());
  await page.goto('/');
  await openFile(page, project);
  await expect(answer(page)).toContainText('Found in 3 of 3');
  await expect(frameFacts(page)).toContainText('of the picture');
}

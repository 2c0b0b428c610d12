import { writeFile } from 'node:fs/promises';
import type { Page, TestInfo } from '@playwright/test';
import { answer, frameFacts, openFile } from './editor.ts';
import { screenProject } from './screenProject.ts';
import { expect } from './test.ts';

/**
 * Opens a project with drawn masks while no model can be fetched: what the editor shows of a result
 * needs none, and the test takes seconds. In and Out are frames 1 and 3.
 */
export async function openDrawnProject(
  page: Page,
  info: TestInfo,
  masks: Parameters<typeof screenProject>[0] = {},
): Promise<void> {
  // Never answered: the model stays on its way.
  await page.route('**/models/**', () => undefined);
  const project = info.outputPath('drawn.earmark');
  await writeFile(project, await screenProject(masks));
  await page.goto('/');
  await openFile(page, project);
  await expect(answer(page)).toContainText(/Found in 3 of 3|Nothing matches in the 3 frames/);
  await expect(frameFacts(page)).toContainText(/of the picture|absent/);
}

import { writeFile } from 'node:fs/promises';
import type { Page, TestInfo } from '@playwright/test';
import { answer, frameFacts, openFile, withoutModel } from './editor.ts';
import { screenProject } from './screenProject.ts';
import { expect } from './test.ts';

type DrawnProjectOptions = Parameters<typeof screenProject>[0] & {
  /** False: no model can be fetched, and the test takes seconds. */
  readonly hasModel?: boolean;
};

/**
 * Opens a project with drawn masks: what the editor shows of a result needs no model. In and Out are
 * frames 1 and 3.
 */
export async function openDrawnProject(
  page: Page,
  info: TestInfo,
  { hasModel = false, ...masks }: DrawnProjectOptions = {},
): Promise<void> {
  if (!hasModel) await withoutModel(page);
  const project = info.outputPath('drawn.earmark');
  await writeFile(project, await screenProject(masks));
  await page.goto('/');
  await openFile(page, project);
  await expect(answer(page)).toContainText(/Found in 3 of 3|Nothing matches in the 3 frames/);
  await expect(frameFacts(page)).toContainText(/of the picture|absent/);
}

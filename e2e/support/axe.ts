import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { transitionsEnd } from './editor.ts';

/** Rules that the page breaks as it stands, each with the elements that break it. */
export async function violationsIn(page: Page): Promise<readonly [string, readonly string[]][]> {
  await transitionsEnd(page);
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)]);
}

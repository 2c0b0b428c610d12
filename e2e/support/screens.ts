import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { expect } from './test.ts';

const FONT_FILE = createRequire(import.meta.url).resolve(
  '@fontsource-variable/inter/files/inter-latin-wght-normal.woff2',
);

/**
 * Makes a page look the same on all machines and at all times. It gets the first fonts of its own
 * lists, which most machines lack, and letters that no machine's settings fit to its pixels. As
 * bytes and by script, for the page's policy allows neither from elsewhere.
 */
export async function steady(page: Page): Promise<void> {
  const font = await readFile(FONT_FILE, 'base64');
  const css = await readFile(join(import.meta.dirname, 'screens.css'), 'utf8');
  await page.addInitScript(
    ([base64, rules, families]) => {
      const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
      for (const family of families) {
        document.fonts.add(new FontFace(family, bytes, { weight: '100 900' }));
      }
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(rules);
      document.adoptedStyleSheets.push(sheet);
    },
    [font, css, ['Inter', 'SF Mono']] as const,
  );
}

/** The strip of pictures on the timeline. */
export const filmstrip = (page: Page): Locator =>
  page.getByRole('slider', { name: 'Position' }).locator('canvas').first();

type ShotOptions = {
  /** Painted over with one colour. */
  readonly mask?: readonly Locator[];
  readonly fullPage?: boolean;
  /** Of the pixels, that may differ. */
  readonly tolerance?: number;
};

const isPage = (target: Page | Locator): target is Page => 'goto' in target;

/** Compares a part of the page, or all of it, with the picture of that name in `e2e/screens`. */
export async function compare(
  target: Page | Locator,
  name: string,
  { mask = [], fullPage = false, tolerance }: ShotOptions = {},
): Promise<void> {
  const file = `${name}.png`;
  const options: { mask: Locator[]; maxDiffPixelRatio?: number } = { mask: [...mask] };
  if (tolerance !== undefined) options.maxDiffPixelRatio = tolerance;
  await (isPage(target)
    ? expect.soft(target).toHaveScreenshot(file, { ...options, fullPage })
    : expect.soft(target).toHaveScreenshot(file, options));
}

/** The same in light and dark. */
export async function compareBoth(
  page: Page,
  target: Page | Locator,
  name: string,
  options: ShotOptions = {},
): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    await compare(target, `${name}-${colorScheme}`, options);
  }
}

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { setColourScheme } from './editor.ts';
import { expect } from './test.ts';

/** Of the DOM's node types. */
const TEXT_NODE = 3;

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

/** `DejaVu Sans: "Find"` for each text on the page that is drawn with a font of this machine. */
async function systemFontTexts(page: Page): Promise<string[]> {
  const session = await page.context().newCDPSession(page);
  try {
    await session.send('DOM.enable');
    await session.send('CSS.enable');
    const { root } = await session.send('DOM.getDocument', { depth: -1, pierce: true });
    const texts: { nodeId: number; text: string }[] = [];
    const collect = (node: typeof root): void => {
      if (node.nodeType === TEXT_NODE) texts.push({ nodeId: node.nodeId, text: node.nodeValue });
      for (const child of [...(node.shadowRoots ?? []), ...(node.children ?? [])]) collect(child);
    };
    collect(root);
    const found = await Promise.all(
      texts.map(async ({ nodeId, text }) => {
        const { fonts } = await session.send('CSS.getPlatformFontsForNode', { nodeId });
        return fonts
          .filter(({ isCustomFont }) => !isCustomFont)
          .map(({ familyName }) => `${familyName}: "${text}"`);
      }),
    );
    return found.flat();
  } finally {
    await session.detach();
  }
}

const hasLeftThePage = (error: unknown): boolean =>
  error instanceof Error && error.message.includes('Could not find node with given id');

/**
 * Every glyph comes from a font that the test brought: system fonts differ between machines. A text
 * that leaves the page while it is asked about, such as an announcement, has all texts read again.
 */
export async function expectBundledFonts(page: Page): Promise<void> {
  const read = async (): Promise<string[] | null> => {
    try {
      return await systemFontTexts(page);
    } catch (error) {
      if (hasLeftThePage(error)) return null;
      throw error;
    }
  };
  let texts: string[] | null = null;
  await expect.poll(async () => (texts = await read())).not.toBeNull();
  expect(texts).toEqual([]);
}

/** Writes over what differs between machines, bundles and visits, before a picture is taken. */
export async function writeOver(
  target: Locator,
  replacements: readonly (readonly [pattern: string, text: string])[],
): Promise<void> {
  const count = await target.evaluate((element, pairs) => {
    const done = new Set<string>();
    const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const node = walker.currentNode;
      for (const [pattern, text] of pairs) {
        const before = node.nodeValue ?? '';
        if (!new RegExp(pattern).test(before)) continue;
        done.add(pattern);
        node.nodeValue = before.replace(new RegExp(pattern), text);
      }
    }
    return done.size;
  }, replacements);
  expect(count).toBe(replacements.length);
}

type ShotOptions = {
  /** Painted over with one colour. */
  readonly mask?: readonly Locator[];
  readonly fullPage?: boolean;
  /** Pixels that may differ, instead of the usual few. */
  readonly tolerance?: number;
};

const isPage = (target: Page | Locator): target is Page => 'goto' in target;

async function compareAs(
  target: Page | Locator,
  name: string,
  { mask = [], fullPage = false, tolerance }: ShotOptions = {},
): Promise<void> {
  const file = `${name}.png`;
  const options: { mask: Locator[]; maxDiffPixels?: number } = { mask: [...mask] };
  if (tolerance !== undefined) options.maxDiffPixels = tolerance;
  await (isPage(target)
    ? expect.soft(target).toHaveScreenshot(file, { ...options, fullPage })
    : expect.soft(target).toHaveScreenshot(file, options));
}

const pageOf = (target: Page | Locator): Page => (isPage(target) ? target : target.page());

/** Compares a part of the page, or all of it, with the picture of that name in `e2e/screens`. */
export async function compare(
  target: Page | Locator,
  name: string,
  options: ShotOptions = {},
): Promise<void> {
  await expectBundledFonts(pageOf(target));
  await compareAs(target, name, options);
}

/** The same in light and dark. */
export async function compareBoth(
  page: Page,
  target: Page | Locator,
  name: string,
  options: ShotOptions = {},
): Promise<void> {
  await expectBundledFonts(page);
  for (const colorScheme of ['light', 'dark'] as const) {
    await setColourScheme(page, colorScheme);
    await compareAs(target, `${name}-${colorScheme}`, options);
  }
}

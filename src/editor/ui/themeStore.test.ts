import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createThemeStore, THEME_STORAGE_KEY } from './themeStore.ts';

const START_SCRIPT = readFileSync(new URL('../../../public/theme.js', import.meta.url), 'utf8');

type Listener = () => void;

/** A page of which the theme knows as much as this. */
const pageWith = (stored: string | Error | null, isSystemDark: boolean) => {
  const listeners: Listener[] = [];
  const system = {
    matches: isSystemDark,
    addEventListener: (_: string, listener: Listener) => listeners.push(listener),
  };
  const dataset: Record<string, string> = {};
  const metas = [{ content: '' }].map((meta) => ({
    ...meta,
    setAttribute(_: string, content: string) {
      this.content = content;
    },
  }));
  const getItem = vi.fn((key: string) => {
    if (stored instanceof Error) throw stored;
    return key === THEME_STORAGE_KEY ? stored : null;
  });
  const setItem = vi.fn();
  const scope = {
    localStorage: { getItem, setItem },
    matchMedia: () => system,
    document: {
      documentElement: { dataset },
      querySelectorAll: () => metas,
      addEventListener: () => undefined,
    },
    window: { addEventListener: () => undefined },
    getComputedStyle: () => ({ getPropertyValue: () => ` ground of ${dataset['scheme']}` }),
  };
  return {
    scope,
    setItem,
    scheme: () => dataset['scheme'],
    windowColour: () => metas[0]?.content,
    changeSystem(isDark: boolean) {
      system.matches = isDark;
      listeners.forEach((listener) => listener());
    },
  };
};

const openStore = (page: ReturnType<typeof pageWith>) => {
  for (const [name, value] of Object.entries(page.scope)) vi.stubGlobal(name, value);
  return createThemeStore();
};

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each([
  [null, false, 'light'],
  [null, true, 'dark'],
  ['{"theme":"system"}', true, 'dark'],
  ['{"theme":"light"}', true, 'light'],
  ['{"theme":"dark"}', false, 'dark'],
  ['{"theme":"mauve"}', true, 'dark'],
  ['{"theme":', false, 'light'],
  ['null', true, 'dark'],
  [new Error('Forbidden.'), true, 'dark'],
] as const)(
  'stored %s, system dark %s: the page starts %s, and stays so',
  (stored, dark, scheme) => {
    const atStart = pageWith(stored, dark);
    runInNewContext(START_SCRIPT, atStart.scope);
    expect(atStart.scheme()).toBe(scheme);
    const page = pageWith(stored, dark);
    openStore(page);
    expect(page.scheme()).toBe(scheme);
  },
);

test('what is chosen is stored, and the system changes it no more', () => {
  const page = pageWith(null, false);
  const theme = openStore(page);
  page.changeSystem(true);
  expect(page.scheme()).toBe('dark');
  theme.setState({ theme: 'light' });
  expect(page.scheme()).toBe('light');
  expect(page.windowColour()).toBe('ground of light');
  page.changeSystem(false);
  page.changeSystem(true);
  expect(page.scheme()).toBe('light');
  vi.advanceTimersByTime(1000);
  expect(page.setItem.mock.calls).toEqual([[THEME_STORAGE_KEY, '{"theme":"light"}']]);
  theme.setState({ theme: 'system' });
  expect(page.scheme()).toBe('dark');
});

test('those who read colours are told after the page has changed', () => {
  const page = pageWith(null, false);
  const theme = openStore(page);
  const seen: (string | undefined)[] = [];
  theme.subscribe(() => seen.push(page.scheme()));
  theme.setState({ theme: 'dark' });
  expect(seen).toEqual(['dark']);
});

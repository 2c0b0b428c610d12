import * as v from 'valibot';
import { persist, subscribeWithSelector } from 'zustand/middleware';
import { createStore } from 'zustand/vanilla';
import { persistSettings } from '../session/persistedSettings.ts';
import type { SelectorStore } from '../session/selectorStore.ts';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

export const THEME_LABELS: Readonly<Record<Theme, string>> = {
  system: 'As the system',
  light: 'Light',
  dark: 'Dark',
};

const Settings = v.object({ theme: v.picklist(THEMES) });

type ThemeState = {
  /** What the person chose; it is remembered. */
  readonly theme: Theme;
  readonly isSystemDark: boolean;
};

export type ThemeStore = SelectorStore<ThemeState>;

/** `public/theme.js` reads it before the first paint. */
export const THEME_STORAGE_KEY = 'earmark/theme/1';

export const schemeOf = ({ theme, isSystemDark }: ThemeState): 'light' | 'dark' => {
  if (theme === 'system') {
    return isSystemDark ? 'dark' : 'light';
  }
  return theme;
};

/** The colours of the page, by `tokens.css`, and of the window around it. */
const applyScheme = (scheme: 'light' | 'dark'): void => {
  const root = document.documentElement;
  root.dataset['scheme'] = scheme;
  const ground = getComputedStyle(root).getPropertyValue('--ground').trim();
  for (const meta of document.querySelectorAll('meta[name="theme-color"]')) {
    meta.setAttribute('content', ground);
  }
};

/**
 * Light, dark, or as the system has it; the colours of the page follow. For the life of the page:
 * pictures, masks and exports do not depend on it.
 */
export const createThemeStore = (): ThemeStore => {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const store = createStore<ThemeState>()(
    subscribeWithSelector(
      persist(
        (): ThemeState => ({ theme: 'system', isSystemDark: system.matches }),
        persistSettings(THEME_STORAGE_KEY, Settings),
      ),
    ),
  );
  // First of all who listen: the others read colours of the page.
  store.subscribe(schemeOf, applyScheme, { fireImmediately: true });
  system.addEventListener('change', () => store.setState({ isSystemDark: system.matches }));
  return store;
};

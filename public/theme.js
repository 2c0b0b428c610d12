// Before the first paint: light or dark, as the person chose. A classic script at the head of each
// page, for a module runs too late and the page's policy allows no script within the page.
// src/editor/ui/themeStore.ts writes what this reads; a test compares the two.
(() => {
  let theme = 'system';
  try {
    ({ theme } = JSON.parse(localStorage.getItem('earmark/theme/1')));
  } catch {
    // Nothing chosen, or storage is forbidden.
  }
  const isDark =
    theme === 'dark' ||
    (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  document.documentElement.dataset.scheme = isDark ? 'dark' : 'light';
})();

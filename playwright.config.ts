import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/browser/findBrowser.ts';
import { findFreePort } from './scripts/browser/findFreePort.ts';

// Playwright reads this file again in its workers, which inherit the choice.
process.env.EARMARK_PORT ??= String(await findFreePort());
const port = process.env.EARMARK_PORT;
const browser = await findBrowser({ softwareGpu: true });

const KEEPING_CLIPS = JSON.stringify({
  clipKeeping: 'keep',
  overlayOpacity: 0.45,
  isMuted: false,
  secondsAFrame: { webgpu: null, wasm: null },
});

export default defineConfig({
  testDir: 'e2e',
  // A test waits for half of its time: two at once take a little over half as long as one by one.
  workers: 2,
  // On a machine that others use, too, a test may meet a moment that no waiting covers. What needed
  // a second try is listed as flaky, and is a fault to be mended.
  retries: process.env.CI === undefined ? 0 : 1,
  // A frame takes the model half a second on two idle cores, and several on busy ones.
  timeout: 900_000,
  expect: {
    // Threads of the model that share cores with other programs wait for one another.
    timeout: 240_000,
    // Two pictures of one page are alike to the pixel. One letter more in the smallest text changes
    // 12 pixels, another letter 8, a comma as few as one: whatever the size of the screen.
    toHaveScreenshot: { threshold: 0.1, maxDiffPixels: 5 },
  },
  snapshotPathTemplate: '{testDir}/screens/{arg}{ext}',
  forbidOnly: process.env.CI !== undefined,
  // .ci/run adds up the tests of all runners from their reports.
  reporter:
    process.env.CI === undefined
      ? [['list']]
      : [['list'], ['junit', { outputFile: 'reports/playwright.xml' }]],
  use: {
    actionTimeout: 120_000,
    baseURL: `http://127.0.0.1:${port}`,
    viewport: { width: 1280, height: 800 },
    // One test is about it (offline.spec.ts); to the others it would be work in the background.
    serviceWorkers: 'block',
    // The tour comes by itself once, and once the page asks whether to keep clips; their tests begin
    // without this.
    storageState: {
      cookies: [],
      origins: [
        {
          origin: `http://127.0.0.1:${port}`,
          localStorage: [
            { name: 'earmark/tour/1', value: 'seen' },
            { name: 'earmark/view/1', value: KEEPING_CLIPS },
          ],
        },
      ],
    },
    // Letters in grey on every screen, for the pictures that are compared.
    launchOptions: { ...browser, args: [...browser.args, '--disable-lcd-text'] },
    screenshot: 'only-on-failure',
  },
  webServer: {
    command: `npx vite preview --host 127.0.0.1 --port ${port} --strictPort`,
    url: `http://127.0.0.1:${port}`,
    reuseExistingServer: false,
    timeout: 180_000,
  },
});

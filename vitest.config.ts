import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import type { ViteUserConfig } from 'vitest/config';
import { findBrowser } from './scripts/browser/findBrowser.ts';
import { modelBundlesPlugin } from './scripts/vite/modelBundlesPlugin.ts';
import { ISOLATION_HEADERS } from './scripts/vite/securityHeaders.ts';
import { probeMedia } from './tests/commands/probeMedia.ts';

// .ci/run adds up the tests of all runners from their reports.
const reporters: ('default' | 'junit')[] =
  process.env.CI === undefined ? ['default'] : ['default', 'junit'];

/** `npm run fuzz` asks for this mode. */
const provideFor = (mode: string) => ({ isLongFuzz: mode === 'fuzz' });

export default defineConfig(
  async ({ mode }): Promise<ViteUserConfig> => ({
    test: {
      reporters,
      outputFile: { junit: 'reports/vitest.xml' },
      projects: [
        {
          test: {
            name: 'node',
            provide: provideFor(mode),
            include: ['{src,tests,scripts,tools}/**/*.test.{ts,tsx}'],
            exclude: ['**/*.browser.test.{ts,tsx}'],
            // Some read whole fixtures, perhaps while all cores are busy.
            testTimeout: 60_000,
          },
        },
        {
          plugins: [react(), modelBundlesPlugin()],
          server: { headers: ISOLATION_HEADERS },
          // Found before the first test: found later, they would reload the page under it.
          optimizeDeps: { entries: ['src/editor/main.tsx', 'src/engine/worker.ts'] },
          test: {
            name: 'browser',
            provide: provideFor(mode),
            include: ['{src,tests}/**/*.browser.test.{ts,tsx}'],
            // Real decoding and a real model, perhaps on two slow cores that others use too.
            testTimeout: 300_000,
            hookTimeout: 300_000,
            // One file at a time: each opens a model of its own.
            fileParallelism: false,
            browser: {
              enabled: true,
              headless: true,
              screenshotFailures: false,
              // What only Node can do for a test: run other people's programs on what was exported.
              commands: { probeMedia },
              provider: playwright({ launchOptions: await findBrowser({ softwareGpu: true }) }),
              instances: [{ browser: 'chromium' }],
            },
          },
        },
      ],
    },
  }),
);

import { join } from 'node:path';
import { defineConfig } from '@playwright/test';
import shared from '../../playwright.config.ts';

const ROOT = join(import.meta.dirname, '../..');
const [server] = [shared.webServer ?? []].flat();

/** The exports are no test of the suite: `npm run formats` makes them. */
export default defineConfig({
  ...shared,
  testDir: import.meta.dirname,
  outputDir: join(ROOT, 'test-results'),
  reporter: [['list']],
  ...(server && { webServer: { ...server, cwd: ROOT } }),
});

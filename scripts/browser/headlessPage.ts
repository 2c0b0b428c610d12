import { type Browser, chromium, type Page } from 'playwright';
import { type Plugin, preview } from 'vite';
import type { ProviderPreference } from '../../src/protocol/requests.ts';
import type { HeadlessReport, Outcome } from '../../src/headless/api.ts';
import { findBrowser } from './findBrowser.ts';

/** The built app's faceless page in a headless browser. */
export type HeadlessPage = {
  readonly page: Page;
  /** Who gets the page's reports from now on. */
  onReport(listener: (report: HeadlessReport) => Promise<void>): void;
  /** A fresh browser and page, after the ones before crashed. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
};

/** A failure that the page or the engine reported, with its message. */
export class HeadlessFailure extends Error {
  readonly kind: string;
  readonly facts: Readonly<Record<string, string | number>>;

  constructor(
    kind: string,
    message: string,
    facts: Readonly<Record<string, string | number>> = {},
  ) {
    super(message);
    this.kind = kind;
    this.facts = facts;
  }
}

/** @throws HeadlessFailure */
export function unwrapOutcome<T>(outcome: Outcome<T>): T {
  if (outcome.ok) return outcome.value;
  throw new HeadlessFailure(outcome.error.kind, outcome.error.message, outcome.error.facts);
}

async function launchBrowser(softwareGpu: boolean): Promise<Browser> {
  // Ctrl-C is the command's to handle: it still has results to finish and folders to leave whole.
  const signals = { handleSIGINT: false, handleSIGTERM: false, handleSIGHUP: false };
  return chromium.launch({ ...(await findBrowser({ softwareGpu })), ...signals });
}

async function hasWebGpuAdapter(browser: Browser, url: string): Promise<boolean> {
  const page = await browser.newPage();
  try {
    await page.goto(url);
    return await page.evaluate(async () => (await navigator.gpu?.requestAdapter()) != null);
  } finally {
    await page.close();
  }
}

/** Serves the build and opens it. Asked for WebGPU where there is no GPU, it brings a software one. */
export async function startHeadlessPage(
  root: string,
  provider: ProviderPreference,
  plugins: readonly Plugin[] = [],
): Promise<HeadlessPage> {
  const server = await preview({
    root,
    plugins: [...plugins],
    logLevel: 'silent',
    preview: { host: '127.0.0.1', port: 0, open: false },
  });
  // Vite would end the process at once; the commands have results to write.
  process.removeAllListeners('SIGTERM');
  const url = new URL('/segment.html', server.resolvedUrls?.local[0]).href;
  let listener: ((report: HeadlessReport) => Promise<void>) | null = null;

  const open = async (): Promise<{ browser: Browser; page: Page }> => {
    let browser = await launchBrowser(false);
    if (provider === 'webgpu' && !(await hasWebGpuAdapter(browser, url))) {
      await browser.close();
      browser = await launchBrowser(true);
    }
    const page = await browser.newPage();
    page.on('pageerror', (error) => process.stderr.write(`${error.stack ?? error.message}\n`));
    await page.exposeFunction('earmarkReport', (report: HeadlessReport) => listener?.(report));
    await page.goto(url);
    return { browser, page };
  };
  let session = await open();

  return {
    get page() {
      return session.page;
    },
    onReport(next) {
      listener = next;
    },
    async restart() {
      await session.browser.close();
      session = await open();
    },
    async dispose() {
      await session.browser.close();
      await server.close();
    },
  };
}

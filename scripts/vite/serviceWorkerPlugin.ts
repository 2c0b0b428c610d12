import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative, resolve, sep } from 'node:path';
import { build, type Plugin } from 'vite';
import type { PrecacheEntry, PrecacheManifest } from '../../src/pwa/precacheManifest.ts';
import { CONTENT_SECURITY_POLICY, SECURITY_HEADERS } from './securityHeaders.ts';

const WORKER_ENTRY = 'src/pwa/serviceWorker/serviceWorker.ts';
const WORKER_FILE = 'serviceWorker.js';
const REVISION_LENGTH = 16;

/** Bundles keep themselves; the headless page is for the command line. */
const EXCLUDED_PATHS = /^\/(?:models\/|segment\.html$|serviceWorker\.js$)|\.map$/;
/** Large, and of use only with the model. */
const AFTER_FIRST_USE_PATHS = /\.(?:wasm|mp4|webm)$/;

function hash(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex').slice(0, REVISION_LENGTH);
}

async function createPrecacheManifest(folder: string): Promise<PrecacheManifest> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files: PrecacheEntry[] = [];
  for (const entry of entries.filter((candidate) => candidate.isFile())) {
    const file = join(entry.parentPath, entry.name);
    const path = `/${relative(folder, file).split(sep).join('/')}`;
    if (!EXCLUDED_PATHS.test(path)) files.push({ path, revision: hash(await readFile(file)) });
  }
  const sorted = files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
  return {
    onInstall: sorted.filter(({ path }) => !AFTER_FIRST_USE_PATHS.test(path)),
    afterFirstUse: sorted.filter(({ path }) => AFTER_FIRST_USE_PATHS.test(path)),
  };
}

/** Builds the service worker last, when it is known which files the app consists of. */
export function serviceWorkerPlugin(): Plugin {
  let root = '';
  let outFolder = '';
  let target: string | string[] | false = false;
  return {
    name: 'earmark:service-worker',
    apply: 'build',
    configResolved(config) {
      root = config.root;
      outFolder = resolve(config.root, config.build.outDir);
      target = config.build.target;
    },
    closeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const files = await createPrecacheManifest(outFolder);
        const headers = {
          ...SECURITY_HEADERS,
          'Content-Security-Policy': CONTENT_SECURITY_POLICY,
        };
        await build({
          configFile: false,
          root,
          publicDir: false,
          logLevel: 'warn',
          define: {
            EARMARK_FILES: JSON.stringify(files),
            EARMARK_VERSION: JSON.stringify(hash(JSON.stringify(files))),
            EARMARK_HEADERS: JSON.stringify(headers),
          },
          build: {
            outDir: outFolder,
            emptyOutDir: false,
            target,
            // One classic script: not every browser starts a service worker as a module.
            rollupOptions: {
              input: join(root, WORKER_ENTRY),
              output: { format: 'iife', entryFileNames: WORKER_FILE },
            },
          },
        });
      },
    },
  };
}

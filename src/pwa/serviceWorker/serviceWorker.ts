import type { PrecacheManifest } from '../precacheManifest.ts';
import { parseServiceWorkerMessage, type PrecacheAnswer } from '../serviceWorkerMessages.ts';
import {
  storeSharedFiles,
  SHARE_TARGET_FIELD,
  SHARE_TARGET_PATH,
  SHARED_PARAMETER,
} from '../sharedFiles.ts';
import { createAppCache } from './appCache.ts';

declare const self: ServiceWorkerGlobalScope;
/** Filled in by `scripts/vite/serviceWorkerPlugin.ts`. */
declare const EARMARK_FILES: PrecacheManifest;
declare const EARMARK_VERSION: string;
declare const EARMARK_HEADERS: Readonly<Record<string, string>>;

const appCache = createAppCache(EARMARK_FILES, EARMARK_VERSION, EARMARK_HEADERS);
const appPaths = new Set(
  [...EARMARK_FILES.onInstall, ...EARMARK_FILES.afterFirstUse].map(({ path }) => path),
);

/** A folder is asked for and its page is meant. */
const pagePathOf = ({ pathname }: URL): string =>
  pathname.endsWith('/') ? `${pathname}index.html` : pathname;

/** Bundles have a cache of their own, keyed by checksum: nothing of `/models/` is cached here. */
const isAppPath = (path: string): boolean => appPaths.has(path) || path.startsWith('/assets/');

const respond = async (request: Request, path: string): Promise<Response> =>
  (await appCache.match(path)) ?? fetch(request);

const receiveSharedFiles = async (request: Request): Promise<Response> => {
  try {
    const form = await request.formData();
    await storeSharedFiles(
      form.getAll(SHARE_TARGET_FIELD).filter((field) => field instanceof File),
    );
  } catch {
    // Storage is full, or the form is malformed: the page finds no shared file and says so.
  }
  return Response.redirect(`/?${SHARED_PARAMETER}`, 303);
};

const cacheAfterFirstUse = async (port: MessagePort | undefined): Promise<void> => {
  // Without room or network it is tried again at the next use.
  await appCache.addFiles(EARMARK_FILES.afterFirstUse).catch(() => undefined);
  const isComplete = await appCache
    .hasFiles([...EARMARK_FILES.onInstall, ...EARMARK_FILES.afterFirstUse])
    .catch(() => false);
  port?.postMessage({ isComplete } satisfies PrecacheAnswer);
};

self.addEventListener('install', (event) => {
  event.waitUntil(appCache.addFiles(EARMARK_FILES.onInstall));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(appCache.deleteOldVersions().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const message = parseServiceWorkerMessage(event.data);
  if (message?.type === 'keep-after-use') {
    event.waitUntil(cacheAfterFirstUse(event.ports[0]));
  } else if (message?.type === 'take-over') {
    event.waitUntil(self.skipWaiting());
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  const path = pagePathOf(url);
  // A frame of another site must not hand files over.
  if (
    request.method === 'POST' &&
    path === SHARE_TARGET_PATH &&
    request.destination === 'document'
  ) {
    event.respondWith(receiveSharedFiles(request));
  } else if (request.method === 'GET' && isAppPath(path) && !request.headers.has('range')) {
    event.respondWith(respond(request, path));
  }
});

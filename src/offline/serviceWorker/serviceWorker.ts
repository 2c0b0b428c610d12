import type { KeptFiles } from '../keptFile.ts';
import type { KeptAnswer, ToServiceWorker } from '../messages.ts';
import { putSharedFiles, SHARE_FIELD, SHARE_PATH, SHARED_MARK } from '../sharedFiles.ts';
import { createAppCache } from './appCache.ts';

declare const self: ServiceWorkerGlobalScope;
/** Filled in by `scripts/serviceWorker.ts`. */
declare const EARMARK_FILES: KeptFiles;
declare const EARMARK_VERSION: string;
declare const EARMARK_HEADERS: Readonly<Record<string, string>>;

const appCache = createAppCache(EARMARK_FILES, EARMARK_VERSION, EARMARK_HEADERS);
const paths = new Set([...EARMARK_FILES.atOnce, ...EARMARK_FILES.afterUse].map(({ path }) => path));

/** A folder is asked for and its page is meant. */
const pathOf = ({ pathname }: URL): string =>
  pathname.endsWith('/') ? `${pathname}index.html` : pathname;

/** Bundles keep themselves, by their manifests' check sums: nothing of `/models/` is kept here. */
const isOfApp = (path: string): boolean => paths.has(path) || path.startsWith('/assets/');

const answer = async (request: Request, path: string): Promise<Response> =>
  (await appCache.answer(path)) ?? fetch(request);

const receiveShared = async (request: Request): Promise<Response> => {
  try {
    const form = await request.formData();
    await putSharedFiles(form.getAll(SHARE_FIELD).filter((field) => field instanceof File));
  } catch {
    // No room, or no form: the page finds no file waiting and says so.
  }
  return Response.redirect(`/?${SHARED_MARK}`, 303);
};

const keepAfterUse = async (port: MessagePort | undefined): Promise<void> => {
  // Without room or network it is tried again at the next use.
  await appCache.keep(EARMARK_FILES.afterUse).catch(() => undefined);
  const isComplete = await appCache
    .isKept([...EARMARK_FILES.atOnce, ...EARMARK_FILES.afterUse])
    .catch(() => false);
  port?.postMessage({ isComplete } satisfies KeptAnswer);
};

self.addEventListener('install', (event) => {
  event.waitUntil(appCache.keep(EARMARK_FILES.atOnce));
});

self.addEventListener('activate', (event) => {
  event.waitUntil(appCache.tidy().then(() => self.clients.claim()));
});

self.addEventListener('message', (event) => {
  const message = event.data as ToServiceWorker;
  if (message.type === 'keep-after-use') {
    event.waitUntil(keepAfterUse(event.ports[0]));
  } else if (message.type === 'take-over') {
    event.waitUntil(self.skipWaiting());
  }
});

self.addEventListener('fetch', (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (url.origin !== self.location.origin) {
    return;
  }
  const path = pathOf(url);
  // A frame of another site must not hand files over.
  if (request.method === 'POST' && path === SHARE_PATH && request.destination === 'document') {
    event.respondWith(receiveShared(request));
  } else if (request.method === 'GET' && isOfApp(path) && !request.headers.has('range')) {
    event.respondWith(answer(request, path));
  }
});

import { createStore, type StoreApi } from 'zustand/vanilla';
import { parsePrecacheAnswer, type ServiceWorkerMessage } from '../../pwa/serviceWorkerMessages.ts';
import type { SessionStore } from './sessionStore.ts';

type OfflineState = {
  /** Page, runtime and samples are cached: the app works without network. */
  readonly isOfflineReady: boolean;
  /** A new version is installed and waits for `applyUpdate`. */
  readonly hasUpdate: boolean;
};

/** The service worker, as the page sees it: use without network, and new versions. */
export type ServiceWorkerClient = {
  readonly store: StoreApi<OfflineState>;
  /** Starts the new version and reloads the page. Never happens without this call. */
  applyUpdate(): void;
  dispose(): void;
};

const SERVICE_WORKER_URL = '/serviceWorker.js';

/** Null where there is none: in development, in a private window of some browsers, over plain HTTP. */
const serviceWorkerContainer = (): ServiceWorkerContainer | null =>
  import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : null;

const postToWorker = (
  worker: ServiceWorker,
  message: ServiceWorkerMessage,
  ports: MessagePort[] = [],
): void => worker.postMessage(message, ports);

export const createServiceWorkerClient = (session: SessionStore): ServiceWorkerClient => {
  const store = createStore<OfflineState>(() => ({ isOfflineReady: false, hasUpdate: false }));
  const listening = new AbortController();
  const { signal } = listening;
  const workers = serviceWorkerContainer();
  let registration: ServiceWorkerRegistration | null = null;
  let isTaking = false;

  const watchInstalling = (): void => {
    const worker = registration?.installing;
    worker?.addEventListener(
      'statechange',
      () => {
        // The first one ever is no new version.
        if (worker.state === 'installed' && workers?.controller) {
          store.setState({ hasUpdate: true });
        }
      },
      { signal },
    );
  };

  const register = async (): Promise<void> => {
    registration =
      (await workers?.register(SERVICE_WORKER_URL, { updateViaCache: 'none' })) ?? null;
    if (registration?.waiting) {
      store.setState({ hasUpdate: true });
    }
    watchInstalling();
    registration?.addEventListener('updatefound', watchInstalling, { signal });
  };

  workers?.addEventListener(
    'controllerchange',
    () => {
      if (isTaking) {
        location.reload();
      }
    },
    { signal },
  );
  // Without a service worker the app works as before, as long as there is network.
  register().catch(() => undefined);

  const keepAfterUse = async (): Promise<void> => {
    const active = (await workers?.ready)?.active;
    if (active && !signal.aborted) {
      const { port1, port2 } = new MessageChannel();
      port1.addEventListener('message', ({ data }: MessageEvent<unknown>) => {
        store.setState({ isOfflineReady: parsePrecacheAnswer(data)?.isComplete ?? false });
        port1.close();
      });
      port1.start();
      postToWorker(active, { type: 'keep-after-use' }, [port2]);
    }
  };
  const stopSession = session.subscribe(
    ({ bundle }) => bundle.kind === 'ready',
    (isReady) => {
      if (isReady) {
        void keepAfterUse();
      }
    },
  );

  return {
    store,
    applyUpdate() {
      isTaking = true;
      if (registration?.waiting) {
        postToWorker(registration.waiting, { type: 'take-over' });
      } else {
        // Another tab has already let it take over.
        location.reload();
      }
    },
    dispose() {
      stopSession();
      listening.abort();
    },
  };
};

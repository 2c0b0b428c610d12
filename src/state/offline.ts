import { createStore, type StoreApi } from 'zustand/vanilla';
import type { KeptAnswer, ToServiceWorker } from '../offline/messages.ts';
import type { SessionStore } from './sessionStore.ts';

export type OfflineState = {
  /** Page, runtime and samples are kept: nothing needs the network any more. */
  readonly isComplete: boolean;
  /** A new version is there and waits until the person wants it. */
  readonly hasUpdate: boolean;
};

/** The service worker, as the page sees it: use without network, and new versions. */
export type Offline = {
  readonly store: StoreApi<OfflineState>;
  /** Starts the new version: the page is loaded anew. Never happens without this call. */
  takeUpdate(): void;
  dispose(): void;
};

const SERVICE_WORKER_URL = '/serviceWorker.js';

/** Null where there is none: in development, in a private window of some browsers, over plain HTTP. */
const container = (): ServiceWorkerContainer | null =>
  import.meta.env.PROD && 'serviceWorker' in navigator ? navigator.serviceWorker : null;

const post = (worker: ServiceWorker, message: ToServiceWorker, ports: MessagePort[] = []): void =>
  worker.postMessage(message, ports);

export const createOffline = (session: SessionStore): Offline => {
  const store = createStore<OfflineState>(() => ({ isComplete: false, hasUpdate: false }));
  const listening = new AbortController();
  const { signal } = listening;
  const workers = container();
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
      port1.addEventListener('message', ({ data }: MessageEvent<KeptAnswer>) => {
        store.setState({ isComplete: data.isComplete });
        port1.close();
      });
      port1.start();
      post(active, { type: 'keep-after-use' }, [port2]);
    }
  };
  const stopSession = session.subscribe((state, before) => {
    if (state.bundle.kind === 'ready' && before.bundle.kind !== 'ready') {
      void keepAfterUse();
    }
  });

  return {
    store,
    takeUpdate() {
      isTaking = true;
      if (registration?.waiting) {
        post(registration.waiting, { type: 'take-over' });
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

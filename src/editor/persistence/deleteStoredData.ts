import { stopPersistingSettings } from '../session/persistedSettings.ts';

/** Where browsers keep what a site stores, as a person may know it. */
type Place = 'projects' | 'caches' | 'files' | 'settings' | 'service worker';

const clearDatabase = async (name: string): Promise<void> => {
  const opening = indexedDB.open(name);
  const database = await new Promise<IDBDatabase>((resolve, reject) => {
    opening.addEventListener('success', () => resolve(opening.result));
    opening.addEventListener('error', () => reject(opening.error ?? new Error(name)));
  });
  const stores = Array.from(database.objectStoreNames);
  if (stores.length > 0) {
    const transaction = database.transaction(stores, 'readwrite');
    const cleared = new Promise<void>((resolve, reject) => {
      transaction.addEventListener('complete', () => resolve());
      transaction.addEventListener('abort', () => reject(transaction.error ?? new Error(name)));
    });
    stores.forEach((store) => transaction.objectStore(store).clear());
    await cleared;
  }
  // It stays, empty: to delete it would keep every tab waiting that opens it, until all have closed it.
  database.close();
};

const DELETIONS: Readonly<Record<Place, () => Promise<void>>> = {
  projects: async () => {
    for (const { name } of await indexedDB.databases()) {
      if (name !== undefined) {
        await clearDatabase(name);
      }
    }
  },
  caches: async () => {
    for (const name of await caches.keys()) {
      await caches.delete(name);
    }
  },
  files: async () => {
    const root = await navigator.storage.getDirectory();
    for await (const name of root.keys()) {
      await root.removeEntry(name, { recursive: true });
    }
  },
  settings: async () => {
    stopPersistingSettings();
    localStorage.clear();
    sessionStorage.clear();
  },
  'service worker': async () => {
    for (const registration of await navigator.serviceWorker.getRegistrations()) {
      await registration.unregister();
    }
  },
};

/**
 * Deletes all that this origin keeps in the browser: projects with their clips, the model, the app's
 * files, exports, settings, and the service worker, which would keep files again.
 * @returns the places of which something is left.
 */
export const deleteStoredData = async (): Promise<readonly Place[]> => {
  const left: Place[] = [];
  // The service worker first: it puts files into caches.
  const order = ['service worker', 'caches', 'projects', 'files', 'settings'] as const;
  for (const place of order) {
    await DELETIONS[place]().catch(() => left.push(place));
  }
  return left;
};

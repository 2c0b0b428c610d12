import { createStore, del, get, set } from 'idb-keyval';
import { parseRecord } from '../run/journal.ts';
import type { Journal } from '../run/journal.ts';

/** Records and pictures in IndexedDB, which survive a reload or a crash. */
export const createIndexedDbJournal = (): Journal => {
  // idb-keyval makes one store a database.
  const records = createStore('earmark-evaluation-records', 'records');
  const pictures = createStore('earmark-evaluation-pictures', 'pictures');
  return {
    get: async (key) => parseRecord(await get(key, records)),
    put: (key, record) => set(key, record, records),
    getImage: async (key) => {
      const stored: unknown = await get(key, pictures);
      return stored instanceof Blob ? stored : null;
    },
    putImage: (key, picture) => set(key, picture, pictures),
    deleteImage: (key) => del(key, pictures),
  };
};

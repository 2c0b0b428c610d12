import { createStore, del, get, set } from 'idb-keyval';
import { readRecord } from '../run/journal.ts';
import type { Journal } from '../run/journal.ts';

/** Records and pictures in the browser's own database: a reload or a crash loses nothing. */
export const createStoredJournal = (): Journal => {
  // idb-keyval makes one store a database.
  const records = createStore('earmark-evaluation-records', 'records');
  const pictures = createStore('earmark-evaluation-pictures', 'pictures');
  return {
    get: async (key) => readRecord(await get(key, records)),
    put: (key, record) => set(key, record, records),
    getPicture: async (key) => {
      const stored: unknown = await get(key, pictures);
      return stored instanceof Blob ? stored : null;
    },
    putPicture: (key, picture) => set(key, picture, pictures),
    deletePicture: (key) => del(key, pictures),
  };
};

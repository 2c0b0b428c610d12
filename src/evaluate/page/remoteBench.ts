import * as v from 'valibot';
import type { BenchFolder } from '../benchmark/folder.ts';
import { readRecord } from '../run/journal.ts';
import type { Journal } from '../run/journal.ts';

/** Where the command's own server answers; nothing of it is in the published app. */
export const REMOTE_BENCH = '/evaluation-bench/';

const names = v.array(v.string());

const address = (service: string, name: string, value: string): string =>
  `${REMOTE_BENCH}${service}?${new URLSearchParams({ [name]: value }).toString()}`;

/** Null for 404. */
const request = async (url: string, init: RequestInit = {}): Promise<Response | null> => {
  const response = await fetch(url, { cache: 'no-store', ...init });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
};

/** The folder that the command was given. */
export const createRemoteFolder = (name: string): BenchFolder => ({
  name,
  list: async (path) =>
    v.parse(names, (await (await request(address('list', 'path', path)))?.json()) ?? []),
  read: async (path) => (await (await request(address('file', 'path', path)))?.blob()) ?? null,
});

const pictureAddress = (key: string): string => address('picture', 'key', key);

/** Records and pictures that the command writes into its output folder. */
export const createRemoteJournal = (): Journal => {
  return {
    get: async (key) => {
      const response = await request(address('record', 'key', key));
      return response === null ? null : readRecord(await response.json());
    },
    put: async (key, record) => {
      const body = JSON.stringify(record);
      await request(address('record', 'key', key), { method: 'PUT', body });
    },
    getPicture: async (key) => (await (await request(pictureAddress(key)))?.blob()) ?? null,
    putPicture: async (key, picture) => {
      await request(pictureAddress(key), { method: 'PUT', body: picture });
    },
    deletePicture: async (key) => {
      await request(pictureAddress(key), { method: 'DELETE' });
    },
  };
};

import * as v from 'valibot';
import type { BenchmarkFolder } from '../benchmark/benchmarkFolder.ts';
import { parseRecord } from '../run/journal.ts';
import type { Journal } from '../run/journal.ts';

/** Path of the command's own server, which the published app does not have. */
export const REMOTE_BENCHMARK_PATH = '/evaluation-bench/';

const FileNames = v.array(v.string());

const serviceUrl = (service: string, name: string, value: string): string =>
  `${REMOTE_BENCHMARK_PATH}${service}?${new URLSearchParams({ [name]: value }).toString()}`;

/** Null for 404. */
const request = async (url: string, init: RequestInit = {}): Promise<Response | null> => {
  const response = await fetch(url, { cache: 'no-store', ...init });
  if (response.status === 404) return null;
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return response;
};

/** The folder that the command was given. */
export const createRemoteFolder = (name: string): BenchmarkFolder => ({
  name,
  list: async (path) =>
    v.parse(FileNames, (await (await request(serviceUrl('list', 'path', path)))?.json()) ?? []),
  read: async (path) => (await (await request(serviceUrl('file', 'path', path)))?.blob()) ?? null,
});

const imageUrl = (key: string): string => serviceUrl('picture', 'key', key);

/** Records and pictures that the command writes into its output folder. */
export const createRemoteJournal = (): Journal => {
  return {
    get: async (key) => {
      const response = await request(serviceUrl('record', 'key', key));
      return response === null ? null : parseRecord(await response.json());
    },
    put: async (key, record) => {
      const body = JSON.stringify(record);
      await request(serviceUrl('record', 'key', key), { method: 'PUT', body });
    },
    getImage: async (key) => (await (await request(imageUrl(key)))?.blob()) ?? null,
    putImage: async (key, picture) => {
      await request(imageUrl(key), { method: 'PUT', body: picture });
    },
    deleteImage: async (key) => {
      await request(imageUrl(key), { method: 'DELETE' });
    },
  };
};

import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Journal, readRecord } from '../../src/evaluate/run/journal.ts';
import type { ItemRecord } from '../../src/evaluate/score/record.ts';

const RECORDS = 'records.jsonl';
const PICTURES = 'failures';

const line = v.object({ key: v.string(), record: v.unknown() });

export type RecordStore = Journal & {
  /** Where a picture lies; null when there is none. */
  pictureFile(key: string): string | null;
};

/** Parses one line; null for one that a kill cut off, or that another version wrote. */
function parseLine(text: string): { key: string; record: ItemRecord } | null {
  try {
    const { key, record: stored } = v.parse(line, JSON.parse(text));
    const record = readRecord(stored);
    return record === null ? null : { key, record };
  } catch {
    return null;
  }
}

const pictureName = (key: string): string =>
  `${createHash('sha256').update(key).digest('hex').slice(0, 20)}.jpg`;

/** Records in DIR/records.jsonl, one a line, written as they come; pictures in DIR/failures/. */
export async function openRecordStore(folder: string): Promise<RecordStore> {
  const file = join(folder, RECORDS);
  const pictures = join(folder, PICTURES);
  await mkdir(pictures, { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const entries = text.split('\n').flatMap((one) => parseLine(one) ?? []);
  const records = new Map(entries.map(({ key, record }) => [key, record]));
  // A line that a kill cut off must not run into the next one.
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
  const painted = new Set<string>();

  for (const key of records.keys()) {
    const exists = await readFile(join(pictures, pictureName(key))).catch(() => null);
    if (exists !== null) painted.add(key);
  }

  return {
    get: async (key) => records.get(key) ?? null,
    async put(key, record) {
      await appendFile(file, `${JSON.stringify({ key, record })}\n`);
      records.set(key, record);
    },
    async getPicture(key) {
      const bytes = await readFile(join(pictures, pictureName(key))).catch(() => null);
      return bytes === null ? null : new Blob([Uint8Array.from(bytes)]);
    },
    async putPicture(key, picture) {
      await writeFile(join(pictures, pictureName(key)), Buffer.from(await picture.arrayBuffer()));
      painted.add(key);
    },
    async deletePicture(key) {
      painted.delete(key);
      await rm(join(pictures, pictureName(key)), { force: true });
    },
    pictureFile: (key) => (painted.has(key) ? join(pictures, pictureName(key)) : null),
  };
}

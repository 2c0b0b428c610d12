import { createHash } from 'node:crypto';
import { appendFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { type Journal, parseRecord } from '../../src/evaluation/run/journal.ts';
import type { ItemRecord } from '../../src/evaluation/scoring/itemRecord.ts';

const RECORDS_FILE = 'records.jsonl';
const FAILURES_FOLDER = 'failures';

const RecordLine = v.object({ key: v.string(), record: v.unknown() });

export type DiskJournal = Journal & {
  /** Where a picture lies; null when there is none. */
  imageFile(key: string): string | null;
};

/** Parses one line; null for one that a kill cut off, or that another version wrote. */
function parseLine(text: string): { key: string; record: ItemRecord } | null {
  try {
    const { key, record: stored } = v.parse(RecordLine, JSON.parse(text));
    const record = parseRecord(stored);
    return record === null ? null : { key, record };
  } catch {
    return null;
  }
}

const imageFileName = (key: string): string =>
  `${createHash('sha256').update(key).digest('hex').slice(0, 20)}.jpg`;

/** Records in DIR/records.jsonl, one a line, written as they come; pictures in DIR/failures/. */
export async function openDiskJournal(folder: string): Promise<DiskJournal> {
  const file = join(folder, RECORDS_FILE);
  const pictures = join(folder, FAILURES_FOLDER);
  await mkdir(pictures, { recursive: true });
  const text = await readFile(file, 'utf8').catch(() => '');
  const entries = text.split('\n').flatMap((one) => parseLine(one) ?? []);
  const records = new Map(entries.map(({ key, record }) => [key, record]));
  // A line that a kill cut off must not run into the next one.
  if (text !== '' && !text.endsWith('\n')) await appendFile(file, '\n');
  const painted = new Set<string>();

  for (const key of records.keys()) {
    const exists = await readFile(join(pictures, imageFileName(key))).catch(() => null);
    if (exists !== null) painted.add(key);
  }

  return {
    get: async (key) => records.get(key) ?? null,
    async put(key, record) {
      await appendFile(file, `${JSON.stringify({ key, record })}\n`);
      records.set(key, record);
    },
    async getImage(key) {
      const bytes = await readFile(join(pictures, imageFileName(key))).catch(() => null);
      return bytes === null ? null : new Blob([Uint8Array.from(bytes)]);
    },
    async putImage(key, picture) {
      await writeFile(join(pictures, imageFileName(key)), Buffer.from(await picture.arrayBuffer()));
      painted.add(key);
    },
    async deleteImage(key) {
      painted.delete(key);
      await rm(join(pictures, imageFileName(key)), { force: true });
    },
    imageFile: (key) => (painted.has(key) ? join(pictures, imageFileName(key)) : null),
  };
}

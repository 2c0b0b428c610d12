import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { isInShard, type Shard } from '../../src/core/queue/shard.ts';
import { computeClipId } from '../../src/engine/media/clipId.ts';
import type { SegmentCommand, SegmentJob } from './segmentCommand.ts';

/** The jobs on one clip, which share its features and one done-marker. */
export type ClipGroup = {
  readonly clipPath: string;
  /** Of the file's contents; of its path when it cannot be read. */
  readonly clipHash: string;
  /** Names what was asked for: the clip, its jobs, the model and the options. */
  readonly key: string;
  readonly jobs: readonly SegmentJob[];
};

const sha256Hex = (text: string): string => createHash('sha256').update(text).digest('hex');

/** Two MiB are read of each clip: its first and its last. */
async function hashClip(path: string): Promise<string> {
  try {
    return await computeClipId(await openAsBlob(path));
  } catch {
    // Some shard has to say that the file is missing, and always the same one.
    return sha256Hex(path);
  }
}

/** What decides over the masks beside clip and query. */
async function describeModel(
  root: string,
  { bundle, provider, audio }: SegmentCommand,
): Promise<string> {
  const manifest = await readFile(
    join(resolve(root, 'models/bundles', bundle), 'manifest.json'),
    'utf8',
  ).catch(() => '');
  const app = await readFile(join(root, 'package.json'), 'utf8');
  return JSON.stringify([bundle, provider, audio, sha256Hex(manifest), sha256Hex(app)]);
}

/** Jobs clip by clip, in the given order, of the clips that belong to the shard. */
export async function groupByClip(
  root: string,
  command: SegmentCommand,
  shard: Shard,
): Promise<readonly ClipGroup[]> {
  const jobsOf = new Map<string, SegmentJob[]>();
  for (const job of command.jobs) {
    jobsOf.set(job.clipPath, [...(jobsOf.get(job.clipPath) ?? []), job]);
  }
  const model = await describeModel(root, command);
  const groups: ClipGroup[] = [];
  for (const [clipPath, jobs] of jobsOf) {
    const clipHash = await hashClip(clipPath);
    if (isInShard(clipHash, shard)) {
      const asked = jobs.map(({ id, clip, query, sampling }) => [id, clip, query, sampling]);
      const key = sha256Hex(JSON.stringify([clipHash, asked, model])).slice(0, 32);
      groups.push({ clipPath, clipHash, key, jobs });
    }
  }
  return groups;
}

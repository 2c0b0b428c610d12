import { access, mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import type { ClipGroup } from './clipGroups.ts';
import { RESULT_FILE } from './jobResult.ts';
import { writeAtomically } from './writeAtomically.ts';

const DoneMarker = v.object({
  schema: v.literal('earmark-done/1'),
  clip: v.string(),
  jobs: v.array(v.string()),
  /** Of these jobs, those without masks: the clip is damaged, or the frames do not exist. */
  failed: v.array(v.string()),
});
type DoneMarker = v.InferOutput<typeof DoneMarker>;

/** Says which clips of a batch are done: a file each, written when all of the clip's results are. */
export type DoneMarkers = {
  /** Null when the clip is not done, or one of its results is gone. */
  find(group: ClipGroup): Promise<DoneMarker | null>;
  /** @param failed names of jobs without masks. */
  mark(group: ClipGroup, failed: readonly string[]): Promise<void>;
};

/** @param out the folder of the batch's results; markers lie in `.done` there. */
export function createDoneMarkers(out: string): DoneMarkers {
  const folder = join(out, '.done');
  const pathOf = ({ key }: ClipGroup): string => join(folder, `${key}.json`);
  return {
    async find(group) {
      try {
        const marker = v.parse(DoneMarker, JSON.parse(await readFile(pathOf(group), 'utf8')));
        await Promise.all(group.jobs.map((job) => access(join(job.folder, RESULT_FILE))));
        return marker;
      } catch {
        return null;
      }
    },
    async mark(group, failed) {
      await mkdir(folder, { recursive: true });
      const marker: DoneMarker = {
        schema: 'earmark-done/1',
        clip: group.clipHash,
        jobs: group.jobs.map(({ name }) => name),
        failed: [...failed],
      };
      await writeAtomically(pathOf(group), `${JSON.stringify(marker)}\n`);
    },
  };
}

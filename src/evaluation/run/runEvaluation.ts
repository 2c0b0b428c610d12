import { throwIfAborted } from '../../core/util/errors.ts';
import type { ItemRecord } from '../scoring/itemRecord.ts';
import { createWorstItems } from './worstItems.ts';
import { recordKey } from './journal.ts';
import type { Journal } from './journal.ts';
import type { EvaluationPlan } from './evaluationPlan.ts';
import { isInShard, tasksByClip } from './tasks.ts';
import type { RunShard } from './tasks.ts';
import { createTaskRunner, type TaskRunnerDeps } from './taskRunner.ts';

export type EvaluationProgress = {
  readonly done: number;
  readonly total: number;
  /** Of those, the ones that an earlier run had done. */
  readonly resumed: number;
  readonly skipped: number;
  readonly itemId: string;
  /** Null until it can be estimated. */
  readonly secondsLeft: number | null;
};

type EvaluationRun = TaskRunnerDeps & {
  /** Of one benchmark. */
  readonly plans: readonly EvaluationPlan[];
  readonly shard: RunShard;
  readonly journal: Journal;
  readonly onProgress: (progress: EvaluationProgress) => void;
};

/**
 * Runs every item that the journal does not have, clip by clip, so that a clip is encoded once for
 * all of its queries. Every item ends as a record: scored, or skipped with the reason.
 *
 * @throws EarmarkError `aborted`, with all records so far in the journal; those of the engine that
 *   no other item can mend
 */
export const runEvaluation = async (run: EvaluationRun): Promise<void> => {
  const { segmenter, journal, signal } = run;
  const clips = tasksByClip(run.plans).filter((_, place) => isInShard(place, run.shard));
  const tally = createProgressCounter(clips.flat().length, run.onProgress);
  const worst = createWorstItems();
  const runner = createTaskRunner(run);
  for (const tasks of clips) {
    runner.clearCache();
    for (const task of tasks) {
      throwIfAborted(signal);
      const { plan, variant, item } = task;
      const key = recordKey({ ...segmenter, benchmarkId: plan.benchmarkId }, variant.id, item);
      const known = await journal.get(key);
      const { record, renderFailure: paint } =
        known === null ? await runner.run(task) : { record: known, renderFailure: null };
      if (task.isFirst && record.kind === 'scored') {
        const { isIn, dropped } = worst.offer(key, record);
        const picture = isIn ? await paint?.() : undefined;
        if (picture !== undefined) await journal.putImage(key, picture);
        if (dropped !== null && dropped !== key) await journal.deleteImage(dropped);
      }
      // Last: a run that is stopped earlier repeats the item with its picture.
      if (known === null) await journal.put(key, record);
      tally.count(item.id, record, known !== null);
    }
  }
};

const createProgressCounter = (total: number, report: EvaluationRun['onProgress']) => {
  const start = performance.now();
  let done = 0;
  let resumed = 0;
  let skipped = 0;
  return {
    count: (itemId: string, record: ItemRecord, wasKnown: boolean): void => {
      done += 1;
      resumed += Number(wasKnown);
      skipped += Number(record.kind === 'skipped');
      const computed = done - resumed;
      const seconds = (performance.now() - start) / 1000;
      const secondsLeft = computed === 0 ? null : (seconds / computed) * (total - done);
      report({ done, total, resumed, skipped, itemId, secondsLeft });
    },
  };
};

import type { BenchmarkItem } from '../benchmark/benchmarkItem.ts';
import { ItemError } from '../benchmark/benchmarkProblem.ts';
import { loadMedia } from './loadItem.ts';
import type { EvaluationPlan, ImageTools } from './evaluationPlan.ts';
import type { MediaFiles } from './segmenter.ts';
import type { MediaContext } from './variant.ts';

/** One item of each other clip of the splits, those after this one first, around to those before. */
const otherItems = (plan: EvaluationPlan, item: BenchmarkItem): BenchmarkItem[] => {
  const all = plan.splits.flatMap((split) => [...plan.benchmark.items(split)]);
  const own = all.findIndex(({ split, id }) => split === item.split && id === item.id);
  const around = [...all.slice(own + 1), ...all.slice(0, own)];
  const byClip = new Map(around.toReversed().map((other) => [other.clip, other]));
  byClip.delete(item.clip);
  return [...byClip.values()].toReversed();
};

export const createMediaContext = (
  plan: EvaluationPlan,
  pictures: ImageTools | null,
  item: BenchmarkItem,
): MediaContext => {
  const tools = (): ImageTools => {
    if (pictures !== null) return pictures;
    throw new ItemError('condition-impossible', 'Pictures cannot be altered here.');
  };
  return {
    loadOtherClips: async (count) => {
      const found: MediaFiles[] = [];
      for (const other of otherItems(plan, item)) {
        if (found.length === count) break;
        const files = await plan.benchmark.findFiles(other).catch(() => null);
        if (files?.media.kind === 'stills') {
          found.push(await loadMedia(plan.folder, files, other.clip));
        }
      }
      // With fewer it would be another condition than its name says.
      if (found.length < count) {
        throw new ItemError(
          'condition-impossible',
          `The splits have ${found.length} other clips, and ${count} are needed.`,
        );
      }
      return found;
    },
    readFrameSize: (media) => {
      const first = media.kind === 'stills' ? media.frames[0] : undefined;
      if (first === undefined) {
        throw new ItemError('condition-impossible', 'The clip has no single pictures.');
      }
      return tools().sizeOf(first);
    },
    resize: (picture, size) => tools().resize(picture, size),
  };
};

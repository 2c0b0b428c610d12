import { EarmarkError } from '../../core/util/errors.ts';
import type { Mutex } from '../../core/util/mutex.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { RequestHandlers } from '../requestHandlers.ts';
import type { ResultStore } from '../results/resultStore.ts';
import type { InsightContext } from '../segmentation/openModel.ts';
import { createCollectionOwner } from './collectionHandlers.ts';
import { checkExport, estimateExport, runExport } from './runExport.ts';
import type { ExportSource } from './runExport.ts';

type ExportHandlersDeps = {
  /** Work on the open clip; it ends as `aborted` when another clip is opened. */
  readonly withClip: <T>(
    signal: AbortSignal,
    work: (media: MediaClip, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>;
  /** Work on the open clip and model. */
  readonly withModel: <T>(
    signal: AbortSignal,
    work: (context: InsightContext) => Promise<T>,
  ) => Promise<T>;
  readonly results: Pick<ResultStore, 'find'>;
  /** Held by whoever works with cached features. */
  readonly mutex: Mutex;
};

/** Handlers of the requests that write files. */
export const createExportHandlers = ({
  withClip,
  withModel,
  results,
  mutex,
}: ExportHandlersDeps): Pick<
  RequestHandlers,
  | 'check-export'
  | 'estimate-export'
  | 'export'
  | 'open-collection'
  | 'collect-export'
  | 'close-collection'
> => {
  const collections = createCollectionOwner();
  const exportSource = (media: MediaClip, signal: AbortSignal): ExportSource => ({
    clip: media,
    findResult: (resultId) => results.find(resultId),
    drawInstance: (frameIndex, box) =>
      withModel(signal, async ({ instanceClip, signal: anySignal }) => {
        if (instanceClip === undefined) {
          throw new EarmarkError('bundle-invalid', 'This model tells no instances apart.');
        }
        const read = (frame: number) => media.frameAt(frame, { signal: anySignal });
        return mutex.run(() =>
          instanceClip.reading({ read, signal: anySignal }, () =>
            instanceClip.drawBox(frameIndex, box),
          ),
        );
      }),
    signal,
  });

  return {
    'check-export': async ({ settings, range }, { signal }) => ({
      result: await withClip(signal, (media) => checkExport(media, settings, range)),
    }),
    'estimate-export': async (options, { signal }) => ({
      result: await withClip(signal, (media, anySignal) =>
        estimateExport(exportSource(media, anySignal), options),
      ),
    }),
    export: async ({ options, target }, { signal, emit }) => ({
      result: await withClip(signal, (media, anySignal) =>
        runExport(exportSource(media, anySignal), options, target, emit),
      ),
    }),
    'open-collection': async (body) => ({ result: await collections.open(body) }),
    'collect-export': async (body, { signal, emit }) => ({
      result: await withClip(signal, (media, anySignal) =>
        collections.collect(exportSource(media, anySignal), body, emit),
      ),
    }),
    'close-collection': async (body) => ({ result: await collections.close(body) }),
  };
};

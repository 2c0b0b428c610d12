import { EarmarkError } from '../../core/util/errors.ts';
import type { ExportRequests } from '../../protocol/exportRequests.ts';
import { openExportCollection, type ExportCollection } from './exportCollection.ts';
import type { ExportSource } from './runExport.ts';

type CollectRequest = ExportRequests['collect-export'];

/** The engine's collection: at most one is open. */
export const createCollectionOwner = () => {
  let open: ExportCollection | null = null;
  return {
    async open({ name }: ExportRequests['open-collection']['body']): Promise<null> {
      await open?.discard();
      open = await openExportCollection(name);
      return null;
    },
    /** @throws EarmarkError `no-clip` without a collection; those of an export. */
    collect(
      source: ExportSource,
      { folder, fileName, options }: CollectRequest['body'],
      emit: (event: CollectRequest['event']) => void,
    ): Promise<CollectRequest['result']> {
      if (open === null) {
        throw new EarmarkError('no-clip', 'No collection is open.');
      }
      return open.add(folder, fileName, source, options, emit);
    },
    async close({
      ending,
    }: ExportRequests['close-collection']['body']): Promise<{ readonly file: File | null }> {
      const collection = open;
      open = null;
      if (collection === null || ending.kind === 'discard') {
        await collection?.discard();
        return { file: null };
      }
      if (ending.text !== null) {
        await collection.addText(ending.text.name, ending.text.text);
      }
      return { file: await collection.finish() };
    },
  };
};

import { makeZip } from 'client-zip';
import { createDeferred } from '../../core/util/deferred.ts';
import type { ExportOptions, ExportRequests } from '../../protocol/exportRequests.ts';
import type { RequestEvent } from '../../protocol/requests.ts';
import type { ArchiveFile } from './archiveExporter.ts';
import { openOutputFile } from './output/outputFile.ts';
import { readStoredArchive } from './readStoredArchive.ts';
import { writeExport, type ExportSource } from './runExport.ts';

/** One ZIP that the exports of several clips are written into, one after another. */
export type ExportCollection = {
  /**
   * Adds the files of an export below a folder. An archive's files are taken out of it.
   * @throws those of an export; the collection stays as it was before.
   */
  add(
    folder: string,
    fileName: string,
    source: ExportSource,
    options: ExportOptions,
    emit: (event: RequestEvent<'export'>) => void,
  ): Promise<ExportRequests['collect-export']['result']>;
  /** Adds a text, as the list of what failed. */
  addText(name: string, text: string): Promise<void>;
  finish(): Promise<File>;
  discard(): Promise<void>;
};

type PendingFile = { readonly file: ArchiveFile; readonly onWritten: () => void };

const ZIP_MIME_TYPE = 'application/zip';

/** @param name of the ZIP. */
export const openExportCollection = async (name: string): Promise<ExportCollection> => {
  const output = await openOutputFile(name, ZIP_MIME_TYPE, null);
  const pending: PendingFile[] = [];
  let isFinished = false;
  /** Resolved when a file is added, or there are no more. */
  let added = createDeferred<null>();
  const lastModified = new Date();

  async function* files() {
    for (;;) {
      const next = pending.shift();
      if (next !== undefined) {
        yield { ...next.file, lastModified };
        // client-zip asks for the next file when it has written this one.
        next.onWritten();
      } else if (isFinished) {
        return;
      } else {
        await added.promise;
        added = createDeferred<null>();
      }
    }
  }

  const zip = makeZip(files()) as ReadableStream<Uint8Array<ArrayBuffer>>;
  const writing = zip.pipeTo(output.writable);
  /** Ends the waiting of `addFile` when the disk is full. */
  const failed = writing.then(() => new Promise<never>(() => undefined));
  failed.catch(() => undefined);

  const addFile = (file: ArchiveFile): Promise<void> =>
    Promise.race([
      new Promise<void>((resolve) => {
        pending.push({ file, onWritten: resolve });
        added.resolve(null);
      }),
      failed,
    ]);

  return {
    async add(folder, fileName, source, options, emit) {
      const part = await openOutputFile(fileName, ZIP_MIME_TYPE, null);
      try {
        const written = await writeExport(source, options, part, emit);
        const file = await part.read();
        const entries = (await readStoredArchive(file)) ?? [{ name: fileName, input: file }];
        for (const entry of entries) {
          await addFile({ name: `${folder}/${entry.name}`, input: entry.input });
        }
        return written;
      } finally {
        await part.discard();
      }
    },
    addText: (fileName, text) => addFile({ name: fileName, input: text }),
    async finish() {
      isFinished = true;
      added.resolve(null);
      await writing;
      return output.read();
    },
    async discard() {
      isFinished = true;
      added.resolve(null);
      await writing.catch(() => undefined);
      await output.discard();
    },
  };
};

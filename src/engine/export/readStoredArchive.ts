import type { ArchiveFile } from './archiveExporter.ts';

const END_BYTES = 22;
const END_SIGNATURE = 0x06054b50;
const ENTRY_SIGNATURE = 0x02014b50;
const ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;
/** What stands in the place of numbers that only Zip64 can hold. */
const ZIP64_COUNT = 0xffff;
const ZIP64_OFFSET = 0xffffffff;

/**
 * Files of a ZIP that this app wrote: stored without compression, no comment at the end. They are
 * slices of it, so that nothing is read into memory. Null of any other file, and of a Zip64.
 */
export const readStoredArchive = async (file: Blob): Promise<readonly ArchiveFile[] | null> => {
  if (file.size < END_BYTES) {
    return null;
  }
  const end = new DataView(await file.slice(file.size - END_BYTES).arrayBuffer());
  const count = end.getUint16(10, true);
  const start = end.getUint32(16, true);
  if (end.getUint32(0, true) !== END_SIGNATURE || count === ZIP64_COUNT || start === ZIP64_OFFSET) {
    return null;
  }
  const directory = new DataView(await file.slice(start, file.size - END_BYTES).arrayBuffer());
  const files: ArchiveFile[] = [];
  for (let at = 0, left = count; left > 0; left--) {
    const isStored = directory.getUint16(at + 10, true) === 0;
    if (directory.getUint32(at, true) !== ENTRY_SIGNATURE || !isStored) {
      return null;
    }
    const bytes = directory.getUint32(at + 20, true);
    const nameBytes = directory.getUint16(at + 28, true);
    const name = new TextDecoder().decode(
      new Uint8Array(directory.buffer, at + ENTRY_BYTES, nameBytes),
    );
    const local = directory.getUint32(at + 42, true);
    const header = new DataView(await file.slice(local, local + LOCAL_HEADER_BYTES).arrayBuffer());
    const dataStart =
      local + LOCAL_HEADER_BYTES + header.getUint16(26, true) + header.getUint16(28, true);
    files.push({ name, input: file.slice(dataStart, dataStart + bytes) });
    at +=
      ENTRY_BYTES +
      nameBytes +
      directory.getUint16(at + 30, true) +
      directory.getUint16(at + 32, true);
  }
  return files;
};

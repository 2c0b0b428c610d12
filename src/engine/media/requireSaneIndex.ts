import { EarmarkError } from '../../core/util/errors.ts';
import type { ErrorDetails } from '../../core/util/errors.ts';
import { MAX_BOXES_BEFORE_INDEX, MAX_CLIP_INDEX_BYTES } from '../../core/limits.ts';

type Box = { readonly type: string; readonly start: number; readonly end: number };

const HEADER_BYTES = 8;
const LONG_HEADER_BYTES = 16;
const TABLE_HEADER_BYTES = 8;
/** The tables of a track lie this deep in its box. */
const WAY_TO_TABLES = ['mdia', 'minf', 'stbl'];
/** Writers that are a little off are not hostile. */
const SLACK = 1024;

/**
 * Refuses an MP4 or QuickTime file whose tables of samples promise more than there can be. mediabunny
 * 1.61.0 counts through them for each sample (`getSampleInfo` in `isobmff/isobmff-demuxer.ts`), so that
 * one flipped bit of a number keeps it busy for hours, in a loop that no abort ends.
 * @throws EarmarkError `corrupt`
 */
export const requireSaneIndex = async (file: Blob, facts: ErrorDetails): Promise<void> => {
  const index = await findIndex(file);
  if (index === null || index.end - index.start > MAX_CLIP_INDEX_BYTES) {
    return;
  }
  const view = new DataView(await file.slice(index.start, index.end).arrayBuffer());
  for (const track of boxesIn(view, 0, view.byteLength).filter(({ type }) => type === 'trak')) {
    if (!isSane(view, tablesOf(view, track), file.size)) {
      throw new EarmarkError('corrupt', 'The index promises more than there can be.', facts);
    }
  }
};

/** What the box `moov` holds, as a part of the file. */
const findIndex = async (file: Blob): Promise<Box | null> => {
  let at = 0;
  for (let count = 0; count < MAX_BOXES_BEFORE_INDEX && at + HEADER_BYTES <= file.size; count++) {
    const view = new DataView(await file.slice(at, at + LONG_HEADER_BYTES).arrayBuffer());
    const box = readHeader(view, 0, file.size - at);
    if (box === null) {
      return null;
    }
    if (box.type === 'moov') {
      return { type: box.type, start: at + box.start, end: Math.min(file.size, at + box.end) };
    }
    at += box.end;
  }
  return null;
};

/** The box whose header stands at a place: its contents. @param end of what it lies in */
const readHeader = (view: DataView, at: number, end: number): Box | null => {
  if (at + HEADER_BYTES > view.byteLength) {
    return null;
  }
  const type = String.fromCharCode(...new Uint8Array(view.buffer, at + 4, 4));
  const size = view.getUint32(at);
  const isLong = size === 1 && at + LONG_HEADER_BYTES <= view.byteLength;
  const headerBytes = isLong ? LONG_HEADER_BYTES : HEADER_BYTES;
  const bytes = isLong ? Number(view.getBigUint64(at + HEADER_BYTES)) : size || end - at;
  return bytes < headerBytes ? null : { type, start: at + headerBytes, end: at + bytes };
};

const boxesIn = (view: DataView, start: number, end: number): readonly Box[] => {
  const boxes: Box[] = [];
  for (let at = start; at < end; ) {
    const box = readHeader(view, at, end);
    if (box === null || box.end > end) {
      break;
    }
    boxes.push(box);
    at = box.end;
  }
  return boxes;
};

const tablesOf = (view: DataView, track: Box): readonly Box[] =>
  WAY_TO_TABLES.reduce(
    (boxes: readonly Box[], type) =>
      boxes
        .filter((box) => box.type === type)
        .flatMap(({ start, end }) => boxesIn(view, start, end)),
    boxesIn(view, track.start, track.end),
  );

const isSane = (view: DataView, tables: readonly Box[], fileBytes: number): boolean => {
  /** Behind version and flags stands how many rows there are; then they follow, of 32-bit numbers. */
  const placeOf = (type: string, width: number): { first: number; count: number } => {
    const table = tables.find((box) => box.type === type);
    if (table === undefined || table.start + TABLE_HEADER_BYTES > table.end) {
      return { first: 0, count: 0 };
    }
    const first = table.start + TABLE_HEADER_BYTES;
    const fitting = Math.floor((table.end - first) / (4 * width));
    return { first, count: Math.min(view.getUint32(first - 4), fitting) };
  };
  const rowsOf = (type: string, width: number): readonly (readonly number[])[] => {
    const { first, count } = placeOf(type, width);
    return Array.from({ length: count }, (_, row) =>
      Array.from({ length: width }, (_column, column) =>
        view.getUint32(first + 4 * (row * width + column)),
      ),
    );
  };
  const samples = rowsOf('stts', 2).reduce((sum, [count = 0]) => sum + count, 0);
  const chunks = placeOf('stco', 1).count + placeOf('co64', 2).count;
  const runs = rowsOf('stsc', 3);
  return (
    samples <= fileBytes + SLACK &&
    runs.every(
      ([firstChunk = 0, samplesPerChunk = 0], row) =>
        samplesPerChunk <= samples + SLACK &&
        firstChunk <= chunks + SLACK &&
        firstChunk > (runs[row - 1]?.[0] ?? 0),
    )
  );
};

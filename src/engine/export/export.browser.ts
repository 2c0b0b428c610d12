import { decode } from 'fast-png';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readFixture, readFrameNumber } from '../../../tests/fixtures/readFixture.ts';
import { DAVIS_PALETTE } from '../../core/palette.ts';
import { maskArea } from '../../core/maskStatistics.ts';
import { rasterizeMask } from '../../core/rasterizeMask.ts';
import { openClip } from '../../media/openClip.ts';
import type { MediaClip } from '../../media/openClip.ts';
import type { ExportFormat, ExportOptions, FrameMask, RequestEvent } from '../protocol.ts';
import { createResultStore } from '../resultStore.ts';
import { exportZip as exportResult } from './exportZip.ts';

const MASK_THRESHOLD = 0.5;
const COMPUTED = [1, 2, 5];
const SIDE = 96;

/** A soft disc that grows with the frame index. */
const discMask = (frameIndex: number): FrameMask => ({
  frameIndex,
  presence: 0.9,
  cueWeights: { sound: 0.2, sight: 0.3, words: 0.5 },
  objectScores: [0.9],
  maskWidth: SIDE,
  maskHeight: SIDE,
  probability: Uint8Array.from({ length: SIDE * SIDE }, (_, index) => {
    const distance = Math.hypot((index % SIDE) - 40, Math.floor(index / SIDE) - 50);
    return Math.max(0, Math.min(255, 128 + 8 * (12 + 3 * frameIndex - distance)));
  }),
});

const result = createResultStore().open({
  clipId: 'a clip',
  expression: 'the disc',
  bundle: 'lite@0.1.0',
  provider: 'wasm',
  switches: { sound: true, words: true, memory: true, modality: true },
});
let clip: MediaClip;

beforeAll(async () => {
  clip = await openClip(await readFixture('slow-rate.mp4'));
  for (const frameIndex of COMPUTED) {
    await result.masks.put(discMask(frameIndex));
  }
});

afterAll(() => clip.dispose());

type Asked = Partial<ExportOptions>;

const exportZip = async (
  format: ExportFormat,
  asked: Asked = {},
  {
    signal,
    onEvent,
  }: { signal?: AbortSignal; onEvent?: (event: RequestEvent<'export'>) => void } = {},
) => {
  const exported = await exportResult({
    clip,
    result,
    options: {
      format,
      resultId: result.id,
      range: [0, clip.info.ptsSeconds.length - 1],
      maskThreshold: MASK_THRESHOLD,
      presenceThreshold: 0.5,
      includeEmpty: true,
      clipName: 'slow-rate',
      ...asked,
    },
    emit: (event) => onEvent?.(event),
    signal: signal ?? new AbortController().signal,
  });
  return { ...exported, files: await unzip(exported.file) };
};

/** Names and bytes of a ZIP of stored files, by its central directory. */
const unzip = async (file: File): Promise<Map<string, Uint8Array<ArrayBuffer>>> => {
  const bytes = new Uint8Array(await file.arrayBuffer());
  const view = new DataView(bytes.buffer);
  const end = bytes.length - 22;
  expect(view.getUint32(end, true)).toBe(0x06054b50);
  const files = new Map<string, Uint8Array<ArrayBuffer>>();
  let at = view.getUint32(end + 16, true);
  for (let left = view.getUint16(end + 10, true); left > 0; left--) {
    const [size, nameLength] = [view.getUint32(at + 20, true), view.getUint16(at + 28, true)];
    const name = new TextDecoder().decode(bytes.subarray(at + 46, at + 46 + nameLength));
    const local = view.getUint32(at + 42, true);
    const start = local + 30 + view.getUint16(local + 26, true) + view.getUint16(local + 28, true);
    files.set(name, bytes.slice(start, start + size));
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return files;
};

/** The mask as the preview shows it. */
const shownMask = (frameIndex: number): Uint8Array => {
  const { width, height } = clip.info;
  const mask = rasterizeMask({
    ...discMask(frameIndex),
    width,
    height,
    threshold: MASK_THRESHOLD,
  });
  expect(maskArea(mask)).toBeGreaterThan(100);
  expect(maskArea(mask)).toBeLessThan((width * height) / 2);
  return mask;
};

const differences = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  expect(a.length).toBe(b.length);
  return Array.from(a).filter((value, index) => value !== b[index]).length;
};

const temporaryFiles = async (): Promise<number> => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle('exports', { create: true });
  let count = 0;
  for await (const _ of folder.keys()) {
    count += 1;
  }
  return count;
};

describe('export', () => {
  test('mattes are the shown mask, pixel by pixel, at the size of the clip', async () => {
    const { files, frames, notComputed } = await exportZip('matte-png');
    expect([frames, notComputed]).toEqual([3, 9]);
    expect([...files.keys()]).toEqual([
      'slow-rate/00001.png',
      'slow-rate/00002.png',
      'slow-rate/00005.png',
      'manifest.json',
    ]);
    for (const frameIndex of COMPUTED) {
      const png = decode(files.get(`slow-rate/0000${frameIndex}.png`)!);
      expect([png.width, png.height, png.channels, png.depth]).toEqual([160, 96, 1, 8]);
      const expected = shownMask(frameIndex).map((value) => value * 255);
      expect(differences(png.data, expected)).toBe(0);
    }
  });

  test('palette PNGs carry the DAVIS palette, the object is index 1', async () => {
    const { files } = await exportZip('palette-png');
    const png = decode(files.get('Annotations/slow-rate/00002.png')!);
    expect(png.palette).toHaveLength(256);
    expect(png.palette?.slice(0, 2)).toEqual(DAVIS_PALETTE.slice(0, 2));
    expect(differences(png.data, shownMask(2))).toBe(0);
  });

  test('cut-outs have the colours of their own frame where the mask is, and are clear elsewhere', async () => {
    const { files } = await exportZip('cutout-png');
    const png = decode(files.get('slow-rate/00005.png')!);
    expect([png.width, png.height, png.channels]).toEqual([160, 96, 4]);
    const frame = await clip.frameAt(5);
    expect(readFrameNumber(frame, clip.info)).toBe(5);
    const context = new OffscreenCanvas(160, 96).getContext('2d', { willReadFrequently: true })!;
    frame.draw(context, 160, 96);
    const picture = context.getImageData(0, 0, 160, 96).data;
    frame.close();
    const shown = shownMask(5);
    const expected = picture.map((value, index) =>
      shown[index >> 2] === 0 ? 0 : index % 4 === 3 ? 255 : value,
    );
    expect(differences(png.data, expected)).toBe(0);
  });

  test('above the presence threshold frames are empty, or left out', async () => {
    const asked = { presenceThreshold: 1.1 };
    const kept = await exportZip('matte-png', asked);
    expect(kept.frames).toBe(3);
    const png = decode(kept.files.get('slow-rate/00002.png')!);
    expect(png.data.every((value) => value === 0)).toBe(true);
    const clear = await exportZip('cutout-png', asked);
    expect(decode(clear.files.get('slow-rate/00002.png')!).data.every((v) => v === 0)).toBe(true);
    const left = await exportZip('matte-png', { ...asked, includeEmpty: false });
    expect(left.frames).toBe(0);
    expect([...left.files.keys()]).toEqual(['manifest.json']);
  });

  test('the manifest says what each frame is and how it was made', async () => {
    const { files } = await exportZip('matte-png', { range: [1, 3] });
    const manifest = JSON.parse(new TextDecoder().decode(files.get('manifest.json')));
    expect(manifest).toMatchObject({
      schema: 'earmark-export/1',
      format: 'matte-png',
      clip: { clipId: clip.info.clipId, fileName: 'slow-rate.mp4', width: 160, height: 96 },
      expression: 'the disc',
      bundle: 'lite@0.1.0',
      provider: 'wasm',
      switches: { sound: true, words: true, memory: true, modality: true },
      thresholds: { mask: MASK_THRESHOLD, presence: 0.5 },
      frames: [
        { frameIndex: 1, ptsSeconds: 0.25, state: 'present', file: 'slow-rate/00001.png' },
        { frameIndex: 2, ptsSeconds: 0.5, state: 'present', file: 'slow-rate/00002.png' },
        { frameIndex: 3, ptsSeconds: 0.75, state: 'not-computed', presence: null, file: null },
      ],
    });
  });

  test('tells its progress', async () => {
    const events: RequestEvent<'export'>[] = [];
    const { file } = await exportZip('matte-png', {}, { onEvent: (event) => events.push(event) });
    expect(events.map((event) => event.done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(events.at(-1)?.secondsLeft).toBe(0);
    expect(events.at(-1)?.bytes).toBeLessThan(file.size);
    expect(file.name).toBe('slow-rate.zip');
    expect(file.type).toBe('application/zip');
  });

  test('an abort leaves no file behind', async () => {
    const before = await temporaryFiles();
    const controller = new AbortController();
    const exporting = exportZip(
      'cutout-png',
      {},
      { signal: controller.signal, onEvent: () => controller.abort() },
    );
    await expect(exporting).rejects.toMatchObject({ kind: 'aborted' });
    expect(await temporaryFiles()).toBe(before);
  });

  test('files of closed tabs are removed', async () => {
    const root = await navigator.storage.getDirectory();
    const folder = await root.getDirectoryHandle('exports', { create: true });
    const old = `${Date.now() - 2 * 60 * 60 * 1000}-left-over`;
    await folder.getFileHandle(old, { create: true });
    await exportZip('matte-png', { range: [1, 1] });
    await expect(folder.getFileHandle(old)).rejects.toThrow();
  });
});

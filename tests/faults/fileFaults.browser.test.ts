import { afterEach, expect, test, vi } from 'vitest';
import { createEngineClient } from '../../src/engine/client.ts';
import { openClip, type MediaClip } from '../../src/engine/media/openClip.ts';
import { readFixture } from '../fixtures/readFixture.ts';
import { readSpreadClip } from '../fixtures/spreadClip.ts';
import { withWatchdog } from '../fixtures/watchdog.ts';

/* A clip that is deleted, moved or changed while it is open. */

const MAX_SECONDS = 20;

afterEach(() => vi.restoreAllMocks());

/** From now on no file can be read, as if its disk had been taken away. */
const takeDiskAway = (name: string): void => {
  const refuse = (): never => {
    throw new DOMException('The file is gone.', name);
  };
  vi.spyOn(Blob.prototype, 'arrayBuffer').mockImplementation(async () => refuse());
  vi.spyOn(Blob.prototype, 'stream').mockImplementation(() => new ReadableStream({ pull: refuse }));
};

const READINGS: readonly (readonly [string, (clip: MediaClip) => Promise<unknown>])[] = [
  ['a frame', (clip) => clip.frameAt(90)],
  [
    'playing',
    async (clip) => {
      for await (const frame of clip.framesFrom(0)) {
        frame.close();
      }
    },
  ],
  [
    'a search',
    async (clip) => {
      for await (const frame of clip.framesAt([20, 60, 99])) {
        frame.close();
      }
    },
  ],
  ['sound', (clip) => clip.readAudio(2, 1)],
  ['loudness', (clip) => clip.readPeaks(8)],
  [
    'the film strip',
    async (clip) => {
      for await (const { bitmap } of clip.readThumbnails(4, 16)) {
        bitmap.close();
      }
    },
  ],
];

test.each(
  ['NotReadableError', 'NotFoundError'].flatMap((name) =>
    READINGS.map(([what, read]) => ({ name, what, read })),
  ),
)('$what of a file that is gone ($name)', async ({ name, what, read }) => {
  const clip = await openClip(await readSpreadClip());
  try {
    takeDiskAway(name);
    const reading = withWatchdog(what, MAX_SECONDS, () => read(clip));
    await expect(reading).rejects.toMatchObject({
      kind: 'file-unreadable',
      facts: { fileName: 'spread.mp4' },
    });
  } finally {
    clip.dispose();
  }
});

test.each(['NotReadableError', 'NotFoundError'])(
  'opening a file that is gone (%s)',
  async (name) => {
    const file = await readSpreadClip();
    takeDiskAway(name);
    await expect(openClip(file)).rejects.toMatchObject({ kind: 'file-unreadable' });
  },
);

const FOLDER = 'file-faults';

test.each([
  ['deleted', (folder: FileSystemDirectoryHandle) => folder.removeEntry('clip.mp4')],
  [
    'changed',
    async (folder: FileSystemDirectoryHandle) => {
      const handle = await folder.getFileHandle('clip.mp4');
      const writable = await handle.createWritable();
      await writable.write('shorter');
      await writable.close();
    },
  ],
] as const)('a real file that is %s while the engine has it open', async (_, spoil) => {
  const root = await navigator.storage.getDirectory();
  const folder = await root.getDirectoryHandle(FOLDER, { create: true });
  const handle = await folder.getFileHandle('clip.mp4', { create: true });
  const writable = await handle.createWritable();
  await writable.write(await readSpreadClip());
  await writable.close();
  const engine = createEngineClient();
  try {
    const info = await engine.request('open-clip', { file: await handle.getFile() });
    await spoil(folder);
    const last = info.ptsSeconds.length - 1;
    const reading = engine.request('read-frame', { frameIndex: last, maxWidth: 64 });
    await expect(reading).rejects.toMatchObject({ kind: 'file-unreadable' });
    // The engine lives on.
    const again = engine.request('open-clip', { file: await readFixture('slow-rate.mp4') });
    expect((await again).ptsSeconds).toHaveLength(12);
  } finally {
    engine.dispose();
    await root.removeEntry(FOLDER, { recursive: true });
  }
});

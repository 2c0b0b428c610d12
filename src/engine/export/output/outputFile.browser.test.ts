import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  createExportScene,
  uniformPresence,
  listExportFiles,
  type SceneInstance,
} from '../../../../tests/fixtures/exportScene.ts';
import { readFixture } from '../../../../tests/fixtures/readFixture.ts';
import { EXPORT_FORMATS, EXPORT_FORMAT_NAMES } from '../../../core/export/exportFormats.ts';
import { openClip } from '../../media/openClip.ts';
import type { MediaClip } from '../../media/openClip.ts';
import type { RequestEvent } from '../../../protocol/requests.ts';
import { runExport } from '../runExport.ts';

const DISC: SceneInstance = {
  name: 'the disc',
  centre: [40, 50],
  radius: 15,
  presence: uniformPresence(12, 0.9),
};
let clip: MediaClip;

beforeAll(async () => {
  clip = await openClip(await readFixture('slow-rate.mp4'));
});

afterAll(() => clip.dispose());

const root = () => navigator.storage.getDirectory();

/** Stands for what a save dialog gives: a new, empty file. */
const chosenFile = async (name: string): Promise<FileSystemFileHandle> =>
  (await root()).getFileHandle(name, { create: true });

describe('an export', () => {
  test('tells its progress', async () => {
    const scene = await createExportScene(clip, [DISC]);
    const events: RequestEvent<'export'>[] = [];
    const { file } = await runExport(
      scene.source,
      scene.options({ format: 'matte-png' }),
      null,
      (event) => events.push(event),
    );
    expect(events.map((event) => event.done)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(events.at(-1)?.secondsLeft).toBe(0);
    expect(events.at(-1)?.bytes).toBeGreaterThan(0);
    expect(events.at(-1)?.bytes).toBeLessThan(file.size);
    expect(file.name).toBe('slow-rate.zip');
    expect(file.type).toBe('application/zip');
  });

  test.each(EXPORT_FORMAT_NAMES)('that is aborted leaves no file behind: %s', async (format) => {
    // What has one step only may be through before it is told; then the abort comes first.
    const hasOneStep = ['still', 'audio', 'list'].includes(EXPORT_FORMATS[format].kind);
    const before = await listExportFiles();
    for (const target of [null, await chosenFile(`aborted-${format}`)]) {
      const controller = new AbortController();
      const scene = await createExportScene(clip, [DISC], controller.signal);
      const exporting = runExport(scene.source, scene.options({ format }), target, () =>
        controller.abort(),
      );
      if (hasOneStep) {
        controller.abort();
      }
      await expect(exporting).rejects.toMatchObject({ kind: 'aborted' });
    }
    expect(await listExportFiles()).toEqual(before);
    await expect((await root()).getFileHandle(`aborted-${format}`)).rejects.toThrow();
  });

  test('goes straight into a file that was chosen', async () => {
    const scene = await createExportScene(clip, [DISC]);
    const target = await chosenFile('mine.zip');
    const before = await listExportFiles();
    const { file } = await runExport(
      scene.source,
      scene.options({ format: 'matte-png' }),
      target,
      () => undefined,
    );
    expect(file.name).toBe('mine.zip');
    expect((await target.getFile()).size).toBe(file.size);
    expect(await listExportFiles()).toEqual(before);
    await (await root()).removeEntry('mine.zip');
  });

  test('that fails leaves an older file as it was', async () => {
    const target = await chosenFile('older.zip');
    const writer = await target.createWritable();
    await writer.write('older');
    await writer.close();
    const controller = new AbortController();
    const scene = await createExportScene(clip, [DISC], controller.signal);
    const exporting = runExport(scene.source, scene.options(), target, () => controller.abort());
    await expect(exporting).rejects.toMatchObject({ kind: 'aborted' });
    expect(await (await target.getFile()).text()).toBe('older');
    await (await root()).removeEntry('older.zip');
  });

  test('removes files of closed tabs', async () => {
    const folder = await (await root()).getDirectoryHandle('exports', { create: true });
    const old = `${Date.now() - 13 * 60 * 60 * 1000}-left-over`;
    await folder.getFileHandle(old, { create: true });
    const scene = await createExportScene(clip, [DISC]);
    await runExport(scene.source, scene.options({}, [1, 1]), null, () => undefined);
    await expect(folder.getFileHandle(old)).rejects.toThrow();
  });

  test('of a result that is gone is refused', async () => {
    const scene = await createExportScene(clip, [DISC]);
    const source = { ...scene.source, findResult: () => undefined };
    const before = await listExportFiles();
    await expect(runExport(source, scene.options(), null, () => undefined)).rejects.toMatchObject({
      kind: 'no-clip',
    });
    expect(await listExportFiles()).toEqual(before);
  });
});

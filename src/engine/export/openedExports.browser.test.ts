import { describe, expect, test } from 'vitest';
import {
  createExportScene,
  readStoredZip,
  uniformPresence,
} from '../../../tests/fixtures/exportScene.ts';
import type { SceneInstance } from '../../../tests/fixtures/exportScene.ts';
import { readFixture } from '../../../tests/fixtures/readFixture.ts';
import { EXPORT_FORMAT_NAMES, EXPORT_FORMATS } from '../../core/export/exportFormats.ts';
import type { ExportFormat } from '../../core/export/exportFormats.ts';
import { openClip } from '../media/openClip.ts';
import type { DecodedAudio, MediaClip } from '../media/openClip.ts';
import { checkExport, runExport } from './runExport.ts';

/** What Earmark writes is opened by Earmark again. */

const formatsOf = (kind: 'video' | 'audio'): readonly ExportFormat[] =>
  EXPORT_FORMAT_NAMES.filter((name) => EXPORT_FORMATS[name].kind === kind);
const VIDEO_FORMATS = formatsOf('video');
/** Two videos in a ZIP by the writer of `video-mp4`; less of it is tried. */
const PAIR: ExportFormat = 'matte-pair';
const FRAME_SECONDS = 1 / 25;
const MIN_BEEP = 0.1;
const MIN_PAUSE_SECONDS = 0.3;

const disc = (presence: ReadonlyMap<number, number>): SceneInstance => ({
  name: 'the disc',
  centre: [48, 48],
  radius: 20,
  presence,
});

const withClip = async (file: File, work: (clip: MediaClip) => Promise<void>): Promise<void> => {
  const clip = await openClip(file);
  try {
    await work(clip);
  } finally {
    clip.dispose();
  }
};

/** The videos of a pair, the one with sound first; else the file itself. */
const videosOf = async (file: File): Promise<readonly File[]> => {
  if (file.type !== 'application/zip') {
    return [file];
  }
  const videos = [...(await readStoredZip(file))].filter(([name]) => name.endsWith('.mp4'));
  return videos.map(([name, bytes]) => new File([bytes], name, { type: 'video/mp4' }));
};

const exportAs = async (
  clip: MediaClip,
  format: ExportFormat,
  thing: SceneInstance,
  range?: readonly [number, number],
): Promise<readonly File[]> => {
  const scene = await createExportScene(clip, [thing]);
  const { file } = await runExport(
    scene.source,
    scene.options({ format }, range),
    null,
    () => undefined,
  );
  return videosOf(file);
};

/** Times at which the middle of the picture turns bright. */
const readFlashes = async (clip: MediaClip): Promise<readonly number[]> => {
  const context = new OffscreenCanvas(3, 3).getContext('2d', { willReadFrequently: true });
  const flashes: number[] = [];
  let wasBright = false;
  for await (const frame of clip.framesFrom(0)) {
    context?.clearRect(0, 0, 3, 3);
    frame.draw(context!, 3, 3);
    frame.close();
    const [red = 0, , , alpha = 0] = context!.getImageData(1, 1, 1, 1).data;
    const isBright = red > 128 && alpha > 128;
    if (isBright && !wasBright) {
      flashes.push(frame.ptsSeconds);
    }
    wasBright = isBright;
  }
  return flashes;
};

/** Times at which sound follows on silence. */
const findBeeps = ({ sampleRate, channels }: DecodedAudio): readonly number[] => {
  const beeps: number[] = [];
  let lastLoud = Number.NEGATIVE_INFINITY;
  channels[0]?.forEach((value, index) => {
    if (Math.abs(value) > MIN_BEEP) {
      if (index - lastLoud > MIN_PAUSE_SECONDS * sampleRate) {
        beeps.push(index / sampleRate);
      }
      lastLoud = index;
    }
  });
  return beeps;
};

/** 16-bit PCM behind the canonical header of 44 bytes, its first channel. */
const readWav = async (file: File): Promise<DecodedAudio> => {
  const view = new DataView(await file.arrayBuffer());
  const [channels, sampleRate] = [view.getUint16(22, true), view.getUint32(24, true)];
  const samples = Float32Array.from(
    { length: Math.floor((view.byteLength - 44) / 2 / channels) },
    (_, index) => view.getInt16(44 + 2 * channels * index, true) / 0x8000,
  );
  return { sampleRate, channels: [samples] };
};

/** How long after the flashes the beeps come. */
const measureDelays = (beeps: readonly number[], flashes: readonly number[]): readonly number[] => {
  expect(beeps).toHaveLength(flashes.length);
  return beeps.map((seconds, index) => seconds - flashes[index]!);
};

const expectWithinFrame = (delays: readonly number[], expected: readonly number[]): void => {
  expect(delays).toHaveLength(expected.length);
  delays.forEach((seconds, index) =>
    expect(Math.abs(seconds - expected[index]!)).toBeLessThan(FRAME_SECONDS),
  );
};

/** There around each flash alone: each mask takes a software GPU its time. */
const flashing = disc(
  new Map(
    [0, 1, 2].flatMap((second) =>
      [-1, 0].map((offset) => [Math.max(0, 25 * second + offset), 0.9] as const),
    ),
  ),
);

/** Which frames are exported, first and last: the whole, and a part that begins between two flashes. */
const WHOLE = [0, 64] as const;
const PART = [15, 64] as const;

/** The whole of one clip of each container that is written; of the others the harder part is enough. */
const partsOf = (name: string, format: ExportFormat) =>
  /\.(?:mp4|webm)$/.test(name) && format !== PAIR ? [WHOLE, PART] : [PART];

describe.each(['flash.mp4', 'flash.webm', 'flash.mov', 'flash.mkv', 'flash.mpegts'])(
  'flash and beep of %s',
  (name) => {
    test.each(VIDEO_FORMATS)('are within a frame in %s', async (format) => {
      await withClip(await readFixture(`zoo/${name}`), async (clip) => {
        const flashes = await readFlashes(clip);
        const delays = measureDelays(findBeeps(await clip.readAudio(0, 3)), flashes);
        expectWithinFrame(delays, [0, 0, 0]);
        for (const part of partsOf(name, format)) {
          const start = clip.info.ptsSeconds[part[0]] ?? 0;
          const kept = flashes.findIndex((seconds) => seconds >= start);
          const [video] = await exportAs(clip, format, flashing, part);
          await withClip(video!, async (written) => {
            const writtenFlashes = await readFlashes(written);
            const moved = flashes.slice(kept).map((seconds) => seconds - start);
            expectWithinFrame(writtenFlashes, moved);
            const beeps = findBeeps(await written.readAudio(0, 3));
            expectWithinFrame(measureDelays(beeps, writtenFlashes), delays.slice(kept));
          });
        }
      });
    });

    test.each(formatsOf('audio'))('are within a frame in %s', async (format) => {
      await withClip(await readFixture(`zoo/${name}`), async (clip) => {
        const start = clip.info.ptsSeconds[0] ?? 0;
        const flashes = (await readFlashes(clip)).map((seconds) => seconds - start);
        const [sound] = await exportAs(clip, format, disc(uniformPresence(65, 0.9)));
        expectWithinFrame(findBeeps(await readWav(sound!)), flashes);
      });
    });
  },
);

const CLIPS = [
  'one-frame.mp4',
  'one-pixel.webm',
  'line.webm',
  'rotated-left.mp4',
  'vfr.webm',
  'late-picture.mp4',
  'hour-late.mkv',
  'vp9-hdr.webm',
  'alpha-vp9.webm',
  'aac-8-channels.mp4',
  'ac-3.mkv',
];
const CLIPS_OF_PAIR = ['one-pixel.webm', 'rotated-left.mp4', 'vfr.webm'];

describe.each(VIDEO_FORMATS)('%s', (format) => {
  test.each(format === PAIR ? CLIPS_OF_PAIR : CLIPS)(
    'of %s opens, with every frame',
    async (name) => {
      await withClip(await readFixture(`zoo/${name}`), async (clip) => {
        const frames = clip.info.ptsSeconds.length;
        const scene = await createExportScene(clip, [disc(new Map([[0, 0.9]]))]);
        const { settings, range } = scene.options({ format });
        const support = (await checkExport(clip, settings, range))[format];
        expect(support.kind).toBe('possible');
        const keepsSound = support.kind === 'possible' && support.video?.audioMode !== 'none';
        const videos = await exportAs(clip, format, disc(new Map([[0, 0.9]])));
        expect(videos).toHaveLength(format === PAIR ? 2 : 1);
        for (const [place, written] of videos.entries()) {
          await withClip(written, async (opened) => {
            const { info } = opened;
            expect(info.ptsSeconds).toHaveLength(frames);
            (await opened.frameAt(0)).close();
            (await opened.frameAt(frames - 1)).close();
            expect(info.audioProblem).toBe(keepsSound && place === 0 ? null : 'none');
          });
        }
      });
    },
  );
});

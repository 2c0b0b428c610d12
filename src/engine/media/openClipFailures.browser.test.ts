import { expect, test, vi } from 'vitest';
import { readFixture } from '../../../tests/fixtures/readFixture.ts';
import { openClip } from './openClip.ts';

test.each([
  ['empty.mp4', 'empty-file', {}],
  ['letter.mp4', 'unsupported-container', {}],
  ['no-index.mp4', 'corrupt', {}],
  ['sound-only.mp4', 'no-video', {}],
  ['mpeg4-part-2.mp4', 'unsupported-codec', { codec: 'mp4v' }],
])('%s is refused as %s', async (fileName, kind, facts) => {
  const file = await readFixture(fileName);
  await expect(openClip(file)).rejects.toMatchObject({ kind, facts: { fileName, ...facts } });
});

test('HEVC opens where the browser decodes it, else is refused by name', async () => {
  const { supported } = await VideoDecoder.isConfigSupported({ codec: 'hvc1.1.6.L60.90' });
  const opening = openClip(await readFixture('hevc.mp4'));
  if (supported) {
    (await opening).dispose();
  } else {
    await expect(opening).rejects.toMatchObject({
      kind: 'unsupported-codec',
      facts: { codec: 'hevc', fileName: 'hevc.mp4' },
    });
  }
});

test('a wrong extension is no obstacle', async () => {
  const file = await readFixture('vp9-opus.webm');
  const clip = await openClip(new File([file], 'renamed.mp4', { type: 'text/plain' }));
  expect(clip.info).toMatchObject({ container: 'WebM', fileName: 'renamed.mp4' });
  clip.dispose();
});

test('the same bytes are the same clip, under any name', async () => {
  const file = await readFixture('b-frames.mp4');
  const [one, two, other] = await Promise.all([
    openClip(file),
    openClip(new File([file], 'copy.mp4')),
    openClip(await readFixture('rotated.mp4')),
  ]);
  expect(two.info.clipId).toBe(one.info.clipId);
  expect(other.info.clipId).not.toBe(one.info.clipId);
  [one, two, other].forEach((clip) => clip.dispose());
});

test('a clip cut short opens, gives what is there and fails where the data ends', async () => {
  const clip = await openClip(await readFixture('cut-short.mp4'));
  expect(clip.info.ptsSeconds).toHaveLength(100);
  (await clip.frameAt(5)).close();
  await expect(clip.frameAt(99)).rejects.toMatchObject({
    kind: 'corrupt',
    facts: { fileName: 'cut-short.mp4' },
  });
  let played = 0;
  const play = async (): Promise<void> => {
    for await (const frame of clip.framesFrom(0)) {
      played++;
      frame.close();
    }
  };
  await expect(play()).rejects.toMatchObject({ kind: 'corrupt' });
  expect(played).toBeGreaterThan(5);
  expect(played).toBeLessThan(100);
  await expect(clip.readAudio(3, 1)).rejects.toMatchObject({ kind: 'corrupt' });
  // What is whole can still be read afterwards.
  (await clip.frameAt(0)).close();
  clip.dispose();
});

test('an abort ends opening, a seek, playing and sound', async () => {
  const file = await readFixture('b-frames.mp4');
  const aborted = { kind: 'aborted' };
  await expect(openClip(file, { signal: AbortSignal.abort() })).rejects.toMatchObject(aborted);
  const early = new AbortController();
  const opening = openClip(file, { signal: early.signal });
  early.abort();
  await expect(opening).rejects.toMatchObject(aborted);

  const clip = await openClip(await readFixture('h264-aac.mp4'));
  const seeking = new AbortController();
  const seek = clip.frameAt(90, { signal: seeking.signal });
  seeking.abort();
  await expect(seek).rejects.toMatchObject(aborted);

  const playing = new AbortController();
  const play = async (): Promise<void> => {
    for await (const frame of clip.framesFrom(0, { signal: playing.signal })) {
      frame.close();
      playing.abort();
    }
  };
  await expect(play()).rejects.toMatchObject(aborted);
  const signal = AbortSignal.abort();
  await expect(clip.readAudio(0, 1, { signal })).rejects.toMatchObject(aborted);
  await expect(clip.readPeaks(4, { signal })).rejects.toMatchObject(aborted);

  // The clip itself lives on.
  const frame = await clip.frameAt(90);
  expect(frame.frameIndex).toBe(90);
  frame.close();
  clip.dispose();
});

test('after dispose every read ends as aborted', async () => {
  const clip = await openClip(await readFixture('h264-aac.mp4'));
  const running = clip.frameAt(60);
  clip.dispose();
  await expect(running).rejects.toMatchObject({ kind: 'aborted' });
  await expect(clip.frameAt(0)).rejects.toMatchObject({ kind: 'aborted' });
  await expect(clip.readAudio(0, 1)).rejects.toMatchObject({ kind: 'aborted' });
});

test('every decoded frame is closed, whichever way reading ends', async () => {
  const alive = new Set<VideoFrame>();
  const NativeDecoder = VideoDecoder;
  let decoded = 0;
  vi.stubGlobal(
    'VideoDecoder',
    class extends NativeDecoder {
      constructor({ output, error }: VideoDecoderInit) {
        super({
          error,
          output: (frame) => {
            decoded++;
            alive.add(frame);
            const close = frame.close.bind(frame);
            frame.close = () => {
              alive.delete(frame);
              close();
            };
            output(frame);
          },
        });
      }
    },
  );
  try {
    const clip = await openClip(await readFixture('b-frames.mp4'));
    for (const frameIndex of [50, 51, 20, 21, 21, 99]) {
      (await clip.frameAt(frameIndex)).close();
    }
    for await (const frame of clip.framesFrom(10)) {
      frame.close();
      if (frame.frameIndex === 20) {
        break;
      }
    }
    for await (const frame of clip.framesAt([2, 2, 30, 80])) {
      frame.close();
    }
    for await (const { bitmap } of clip.readThumbnails(4, 32)) {
      bitmap.close();
    }
    const controller = new AbortController();
    const seek = clip.frameAt(0, { signal: controller.signal });
    controller.abort();
    await seek.catch(() => undefined);
    (await clip.frameAt(40)).close();
    clip.dispose();
    await vi.waitFor(() => expect(alive.size).toBe(0), { timeout: 60_000 });
    expect(decoded).toBeGreaterThan(200);
  } finally {
    vi.unstubAllGlobals();
  }
});

import { describe, expect, test } from 'vitest';
import { openImageSequence } from './openImageSequence.ts';

const CLIP = '/tests/fixtures/evaluate/tiny-bench/media/meadow-a_0_3000';

const readFile = async (name: string): Promise<Blob> => {
  const response = await fetch(`${CLIP}/${name}`);
  if (!response.ok) throw new Error(`No fixture ${name}.`);
  return response.blob();
};

const frames = await Promise.all([0, 1, 2].map((index) => readFile(`frames/${index}.jpg`)));
const sound = await readFile('audio.wav');

const picture = (width: number, height: number): Promise<Blob> => {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, 1, 1);
  return canvas.convertToBlob();
};

const idOf = async (parts: readonly Blob[], audio: Blob | null): Promise<string> =>
  (await openImageSequence({ name: 'a', frames: parts, audio: audio })).info.clipId;

describe('openStills', () => {
  test('is a clip of one frame a second, with its sound', async () => {
    const clip = await openImageSequence({ name: 'meadow', frames, audio: sound });
    expect(clip.info).toMatchObject({
      fileName: 'meadow',
      width: 320,
      height: 180,
      durationSeconds: 3,
      audioCodec: 'pcm-s16',
      audioProblem: null,
    });
    expect([...clip.info.ptsSeconds]).toEqual([0, 1, 2]);
    const { sampleRate, channels } = await clip.readAudio(1, 10);
    expect(sampleRate).toBe(16_000);
    // To the end of the clip, not to the end of the span.
    expect(channels[0]?.length).toBe(2 * 16_000);
    expect(Math.max(...(channels[0] ?? []))).toBeGreaterThan(0.05);
    clip.dispose();
  });

  test('gives the frames that are asked for, in order and by themselves', async () => {
    const clip = await openImageSequence({ name: 'meadow', frames, audio: null });
    expect(clip.info).toMatchObject({ audioCodec: null, audioProblem: 'none' });
    const indices: number[] = [];
    for await (const frame of clip.framesAt([0, 2])) {
      indices.push(frame.frameIndex);
      frame.close();
    }
    for await (const frame of clip.framesFrom(1)) {
      indices.push(frame.frameIndex);
      frame.close();
    }
    expect(indices).toEqual([0, 2, 1, 2]);
    const frame = await clip.frameAt(1);
    const bitmap = await frame.toBitmap(160);
    expect([bitmap.width, bitmap.height]).toEqual([160, 90]);
    frame.close();
  });

  test('another sound or another frame is another clip', async () => {
    const ids = await Promise.all([
      idOf(frames, sound),
      idOf(frames, null),
      idOf(frames.slice(0, 2), sound),
      idOf(frames.toReversed(), sound),
    ]);
    expect(new Set(ids).size).toBe(4);
    expect(await idOf([...frames], sound)).toBe(ids[0]);
  });

  test('says which frame cannot be read, and which has another size', async () => {
    const broken = new Blob(['no picture']);
    await expect(
      openImageSequence({ name: 'a', frames: [broken], audio: sound }),
    ).rejects.toMatchObject({
      kind: 'corrupt',
      facts: { frameIndex: 0 },
    });
    const good = await picture(64, 48);
    const clip = await openImageSequence({
      name: 'a',
      frames: [good, broken, await picture(48, 64)],
      audio: null,
    });
    await expect(clip.frameAt(1)).rejects.toMatchObject({ facts: { frameIndex: 1 } });
    await expect(clip.frameAt(2)).rejects.toMatchObject({ kind: 'corrupt' });
    await expect(
      openImageSequence({ name: 'a', frames: [good], audio: broken }),
    ).rejects.toMatchObject({
      kind: 'corrupt',
    });
    await expect(openImageSequence({ name: 'a', frames: [], audio: sound })).rejects.toMatchObject({
      kind: 'empty-file',
    });
  });
});

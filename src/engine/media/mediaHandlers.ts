import type { MediaClip } from './openClip.ts';
import type { RequestHandlers } from '../requestHandlers.ts';
import type { DisplayReader } from './displayReader.ts';
import { createFrameSource, readableFrames } from './frameSource.ts';

type MediaRequests =
  | 'read-frame'
  | 'read-still'
  | 'play-frames'
  | 'read-audio'
  | 'read-peaks'
  | 'read-thumbnails'
  | 'read-thumbnails-at';

/** The open clip's pictures and sound as they are; no model is needed for them. */
export const createMediaHandlers = (
  withClip: <T>(
    signal: AbortSignal,
    work: (clip: MediaClip, signal: AbortSignal) => Promise<T>,
  ) => Promise<T>,
  reader: DisplayReader,
): Pick<RequestHandlers, MediaRequests> => ({
  'read-frame': async (body, { signal, emit }) => {
    const result = await withClip(signal, (media, anySignal) =>
      reader.readNewest(media, body, emit, anySignal),
    );
    return { result, transfer: [result.bitmap] };
  },
  'read-still': async ({ frameIndex, maxWidth }, { signal }) => {
    const result = await withClip(signal, async (media, anySignal) => {
      const source = createFrameSource(media, [frameIndex], anySignal);
      try {
        const frame = await source.read(frameIndex);
        try {
          return await frame.toBitmap(maxWidth);
        } finally {
          frame.close();
        }
      } finally {
        await source.dispose();
      }
    });
    return { result, transfer: [result] };
  },
  'play-frames': async (body, { signal, emit, credits }) => {
    await withClip(signal, (media, anySignal) =>
      reader.play(media, body, credits, emit, anySignal),
    );
    return { result: null };
  },
  'read-audio': async ({ startSeconds, durationSeconds }, { signal }) => {
    const result = await withClip(signal, (media, anySignal) =>
      media.readAudio(startSeconds, durationSeconds, { signal: anySignal }),
    );
    return { result, transfer: result.channels.map((channel) => channel.buffer) };
  },
  'read-peaks': async ({ count }, { signal }) => ({
    result: await withClip(signal, (media, anySignal) =>
      media.readPeaks(count, { signal: anySignal }),
    ),
  }),
  'read-thumbnails': async ({ count, height }, { signal, emit }) => {
    await withClip(signal, async (media, anySignal) => {
      for await (const { position, bitmap } of media.readThumbnails(count, height, {
        signal: anySignal,
      })) {
        emit({ kind: 'thumbnail', position, bitmap }, [bitmap]);
      }
    });
    return { result: null };
  },
  'read-thumbnails-at': async ({ frameIndices: frames, height }, { signal, emit }) => {
    await withClip(signal, async (media, anySignal) => {
      const maxWidth = (height * media.info.width) / media.info.height;
      for await (const { frame } of readableFrames(media, frames, anySignal)) {
        try {
          const bitmap = await frame.toBitmap(maxWidth);
          emit({ kind: 'thumbnail', frameIndex: frame.frameIndex, bitmap }, [bitmap]);
        } finally {
          frame.close();
        }
      }
    });
    return { result: null };
  },
});

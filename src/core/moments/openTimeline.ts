import { clipFrameRate, frameNumberAt, framesPerSecondOf, type FrameRate } from './frameRate.ts';
import type { Moment, MomentsDocument } from './moments.ts';

type RationalTime = {
  readonly OTIO_SCHEMA: 'RationalTime.1';
  readonly rate: number;
  readonly value: number;
};

const rationalTime = (frame: number, rate: FrameRate): RationalTime => ({
  OTIO_SCHEMA: 'RationalTime.1',
  rate: framesPerSecondOf(rate),
  value: frame,
});

const timeRange = (start: number, duration: number, rate: FrameRate) => ({
  OTIO_SCHEMA: 'TimeRange.1',
  start_time: rationalTime(start, rate),
  duration: rationalTime(duration, rate),
});

const item = {
  metadata: {},
  effects: [],
  markers: [],
  enabled: true,
} as const;

/**
 * An OpenTimelineIO timeline (.otio, JSON): a video track an object, its moments at their place in the
 * clip, with gaps between them.
 */
export const openTimeline = ({ clip, objects }: MomentsDocument): string => {
  const rate = clipFrameRate(clip.ptsSeconds);
  const frames = Math.max(1, frameNumberAt(clip.durationSeconds, rate));
  const gap = (duration: number) => ({
    OTIO_SCHEMA: 'Gap.1',
    ...item,
    name: '',
    source_range: timeRange(0, duration, rate),
  });
  const shot = (name: string, start: number, duration: number) => ({
    OTIO_SCHEMA: 'Clip.2',
    ...item,
    name,
    source_range: timeRange(start, duration, rate),
    media_references: {
      DEFAULT_MEDIA: {
        OTIO_SCHEMA: 'ExternalReference.1',
        metadata: {},
        name: clip.fileName,
        available_range: timeRange(0, frames, rate),
        available_image_bounds: null,
        target_url: encodeURIComponent(clip.fileName),
      },
    },
    active_media_reference_key: 'DEFAULT_MEDIA',
  });
  const childrenOf = (name: string, moments: readonly Moment[]) => {
    let position = 0;
    return moments.flatMap(({ startSeconds, endSeconds }) => {
      const start = Math.max(position, frameNumberAt(startSeconds, rate));
      const end = Math.max(start + 1, frameNumberAt(endSeconds, rate));
      const children = [
        ...(start > position ? [gap(start - position)] : []),
        shot(name, start, end - start),
      ];
      position = end;
      return children;
    });
  };
  return JSON.stringify(
    {
      OTIO_SCHEMA: 'Timeline.1',
      metadata: {},
      name: clip.fileName,
      global_start_time: null,
      tracks: {
        OTIO_SCHEMA: 'Stack.1',
        ...item,
        name: 'tracks',
        source_range: null,
        // The first is at the bottom, the topmost object last.
        children: objects.toReversed().map(({ name, query, moments }) => ({
          OTIO_SCHEMA: 'Track.1',
          ...item,
          metadata: { earmark: { sentence: query } },
          name,
          source_range: null,
          kind: 'Video',
          children: childrenOf(name, moments),
        })),
      },
    },
    null,
    2,
  );
};

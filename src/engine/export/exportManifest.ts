import { name as appName, version as appVersion } from '../../../package.json';
import type { FrameState } from '../../core/model/frameState.ts';
import type { ExportFrame } from './exportFrames.ts';
import { labelTracksOf } from './labelShapes.ts';
import type { ExportJob } from './exporter.ts';

/** One frame in manifest.json. */
export type FrameEntry = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly state: FrameState;
  readonly objects: readonly {
    readonly id: string;
    readonly state: FrameState;
    readonly presence: number | null;
  }[];
  /** Paths in the archive; none for a frame that was left out. */
  readonly files: readonly string[];
  /** Only where a mask could not be refined to the picture's edges. */
  readonly edges?: 'plain';
};

export const createFrameEntry = (frame: ExportFrame, files: readonly string[]): FrameEntry => ({
  frameIndex: frame.frameIndex,
  ptsSeconds: frame.ptsSeconds,
  state: frame.state,
  objects: frame.layers.map(({ object: { id }, state, presence }) => ({ id, state, presence })),
  files,
  ...(frame.edges() === 'plain' ? { edges: 'plain' } : {}),
});

/** What is needed to repeat the export; the keys are a public format. */
export const createExportManifest = (job: ExportJob, frames: readonly FrameEntry[]) => {
  const { clip, objects, options, size } = job;
  const tracks = options.settings.labelUnit === 'instance' ? labelTracksOf(job) : null;
  const { clipId, fileName, width, height, durationSeconds, videoCodec, audioCodec } = clip.info;
  return {
    schema: 'earmark-export/2',
    app: { name: appName, version: appVersion },
    clip: {
      fileName,
      /** SHA-256 of the file's size and of its first and last MiB. */
      clipId,
      width,
      height,
      durationSeconds,
      frames: clip.info.ptsSeconds.length,
      videoCodec,
      audioCodec,
    },
    objects: objects.map(
      (
        {
          id,
          name,
          category,
          colour,
          maskThreshold,
          presenceThreshold,
          finish,
          strokes,
          examples,
          result,
        },
        place,
      ) => ({
        id,
        // Of an object as one; a label an instance has several.
        ...(tracks === null
          ? { trackId: place + 1 }
          : { trackIds: tracks.tracksOf(place).map(({ trackId }) => trackId) }),
        name,
        category,
        colour,
        expression: result.key.expression,
        points: result.key.points ?? [],
        bundle: result.key.bundle,
        provider: result.key.provider,
        switches: result.key.switches,
        thresholds: { mask: maskThreshold, presence: presenceThreshold },
        finish,
        strokes,
        examples,
      }),
    ),
    range: options.range,
    settings: options.settings,
    picture: { ...size, bits: 8, colour: 'sRGB' },
    frames,
  };
};

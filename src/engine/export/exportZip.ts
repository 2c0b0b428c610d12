import { makeZip } from 'client-zip';
import { throwIfAborted } from '../../core/errors.ts';
import { frameState } from '../../core/frameState.ts';
import type { FrameState } from '../../core/frameState.ts';
import { rasterizeMask } from '../../core/rasterizeMask.ts';
import type { MediaClip } from '../../media/openClip.ts';
import type { ExportOptions, FrameMask, RequestEvent, RequestResult } from '../protocol.ts';
import type { SegmentResult } from '../resultStore.ts';
import { FRAME_ENCODERS } from './formats.ts';
import { createFrameSource } from '../frameSource.ts';
import type { FrameSource } from '../frameSource.ts';
import { writeTemporaryFile } from './temporaryFile.ts';

export type ExportJob = {
  readonly clip: MediaClip;
  readonly result: SegmentResult;
  readonly options: ExportOptions;
  readonly emit: (event: RequestEvent<'export'>) => void;
  readonly signal: AbortSignal;
};

/** One frame in the ZIP's manifest.json. */
type FrameEntry = {
  readonly frameIndex: number;
  readonly ptsSeconds: number;
  readonly state: FrameState;
  readonly presence: number | null;
  readonly file: string | null;
};

type ZipEntry = {
  readonly name: string;
  readonly input: Uint8Array<ArrayBuffer> | Blob | string;
  readonly lastModified: Date;
};

/**
 * Writes the frames of a range and a manifest.json into a ZIP, one frame in memory at a time.
 * Frames that are not computed are counted and left out; where the thing is not there the picture
 * is empty, or left out too.
 * @throws EarmarkError `aborted` | `quota`, those of the media; nothing is left behind.
 */
export const exportZip = async (job: ExportJob): Promise<RequestResult<'export'>> => {
  const { clip, result, options, emit, signal } = job;
  const { ptsSeconds } = clip.info;
  const first = Math.max(0, options.range[0]);
  const last = Math.min(ptsSeconds.length - 1, options.range[1]);
  const total = Math.max(0, last - first + 1);
  const entries: FrameEntry[] = [];
  const stateOf = (frameIndex: number): FrameState =>
    frameState(result.masks.header(frameIndex)?.presence, options.presenceThreshold);
  const shown = range(first, last).filter((frameIndex) => stateOf(frameIndex) === 'present');
  const source = createFrameSource(clip, shown, signal);
  const modified = new Date();
  let bytes = 0;

  async function* files(): AsyncGenerator<ZipEntry> {
    const started = performance.now();
    for (let frameIndex = first; frameIndex <= last; frameIndex++) {
      throwIfAborted(signal);
      const mask = await result.masks.get(frameIndex);
      const state = mask === null ? 'not-computed' : stateOf(frameIndex);
      let file: string | null = null;
      if (mask !== null && (state === 'present' || options.includeEmpty)) {
        const encoder = FRAME_ENCODERS[options.format];
        file = encoder.path(options.clipName, frameIndex);
        const input = await encoder.encode(exportFrame(job, mask, state, source));
        yield { name: file, input, lastModified: modified };
      }
      const presence = mask?.presence ?? null;
      entries.push({ frameIndex, ptsSeconds: ptsSeconds[frameIndex] ?? 0, state, presence, file });
      const done = entries.length;
      const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
      emit({ kind: 'progress', done, total, bytes, secondsLeft });
    }
    const manifest = JSON.stringify(manifestOf(job, entries), null, 2);
    yield { name: 'manifest.json', input: manifest, lastModified: modified };
  }

  const counter = new TransformStream<Uint8Array, Uint8Array<ArrayBuffer>>({
    transform: (chunk, controller) => {
      bytes += chunk.length;
      controller.enqueue(chunk as Uint8Array<ArrayBuffer>);
    },
  });
  try {
    const stream = makeZip(files()).pipeThrough(counter);
    const name = `${options.clipName}.zip`;
    const file = await writeTemporaryFile(stream, name, 'application/zip', signal);
    return {
      file,
      frames: entries.filter((entry) => entry.file !== null).length,
      notComputed: entries.filter((entry) => entry.state === 'not-computed').length,
    };
  } finally {
    await source.dispose();
  }
};

const exportFrame = (
  { clip, options }: ExportJob,
  mask: FrameMask,
  state: FrameState,
  source: FrameSource,
) => {
  const { width, height } = clip.info;
  const isPresent = state === 'present';
  return {
    frameIndex: mask.frameIndex,
    width,
    height,
    mask: isPresent
      ? rasterizeMask({ ...mask, width, height, threshold: options.maskThreshold })
      : new Uint8Array(width * height),
    readPicture: () => source.read(mask.frameIndex),
  };
};

/** What the ZIP says about itself. */
const manifestOf = ({ clip, result, options }: ExportJob, frames: readonly FrameEntry[]) => {
  const { clipId, fileName, width, height, durationSeconds } = clip.info;
  const { expression, bundle, provider, switches } = result.key;
  return {
    schema: 'earmark-export/1',
    format: options.format,
    clip: { clipId, fileName, width, height, durationSeconds },
    expression,
    bundle,
    provider,
    switches,
    thresholds: { mask: options.maskThreshold, presence: options.presenceThreshold },
    frames,
  };
};

const range = (first: number, last: number): number[] =>
  Array.from({ length: Math.max(0, last - first + 1) }, (_, offset) => first + offset);

import { EarmarkError, throwIfAborted } from '../../core/errors.ts';
import { exportSize, planFrames } from '../../core/exportPlan.ts';
import { EXPORT_FORMATS } from '../../core/exportSettings.ts';
import type { ExportSettings } from '../../core/exportSettings.ts';
import type { MediaClip } from '../../media/openClip.ts';
import type { ExportOptions, ExportSupport } from '../exportProtocol.ts';
import type { RequestEvent, RequestResult } from '../protocol.ts';
import type { SegmentResult } from '../resultStore.ts';
import type { ExportJob, ExportShape, JobObject } from './exporter.ts';
import { openOutputFile } from './outputFile.ts';
import { EXPORTERS } from './registry.ts';

export type ExportSource = {
  readonly clip: MediaClip;
  readonly findResult: (resultId: string) => SegmentResult | undefined;
  readonly signal: AbortSignal;
};

const shapeOf = (
  clip: MediaClip,
  settings: ExportSettings,
  range: readonly [number, number],
): ExportShape => ({
  clip,
  settings,
  plan: planFrames({ ...clip.info, range, framesPerSecond: settings.framesPerSecond }),
  size: exportSize(clip.info, settings.maxHeight, EXPORTERS[settings.format].hasEvenSides),
});

/** @throws EarmarkError `no-clip` when an object's masks are of another clip, or gone. */
const jobOf = (
  { clip, findResult, signal }: ExportSource,
  options: ExportOptions,
  onStep: ExportJob['onStep'],
): ExportJob => {
  const objects = options.objects.map((object): JobObject => {
    const result = findResult(object.resultId);
    if (result?.key.clipId !== clip.info.clipId) {
      throw new EarmarkError('no-clip', 'The result belongs to no clip that is open.');
    }
    return { ...object, result };
  });
  const { plan, size } = shapeOf(clip, options.settings, options.range);
  return { clip, objects, options, plan, size, signal, onStep };
};

/** What this browser can write of this clip. */
export const checkExport = async (
  clip: MediaClip,
  settings: ExportSettings,
  range: readonly [number, number],
): Promise<ExportSupport> => {
  const checks = EXPORT_FORMATS.map(async (format) => {
    const shape = shapeOf(clip, { ...settings, format }, range);
    return [format, await EXPORTERS[format].support(shape)] as const;
  });
  return Object.fromEntries(await Promise.all(checks)) as ExportSupport;
};

export const estimateExport = async (
  source: ExportSource,
  options: ExportOptions,
): Promise<{ readonly bytes: number }> => {
  const job = jobOf(source, options, () => undefined);
  return { bytes: Math.round(await EXPORTERS[options.settings.format].estimateBytes(job)) };
};

/**
 * Writes a file. When it fails or is aborted nothing is left behind.
 * @throws EarmarkError `aborted` | `quota` | `no-clip` | `no-encoder` | `no-sound`, those of the media.
 */
export const runExport = async (
  source: ExportSource,
  options: ExportOptions,
  target: FileSystemFileHandle | null,
  emit: (event: RequestEvent<'export'>) => void,
): Promise<RequestResult<'export'>> => {
  const exporter = EXPORTERS[options.settings.format];
  const name = `${options.clipName}.${exporter.fileExtension}`;
  const output = await openOutputFile(name, exporter.mimeType, target);
  const started = performance.now();
  const onStep = (done: number, total: number): void => {
    const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
    emit({ kind: 'progress', done, total, bytes: output.bytes, secondsLeft });
  };
  try {
    throwIfAborted(source.signal);
    const job = jobOf(source, options, onStep);
    const written = await exporter.write(job, output);
    throwIfAborted(source.signal);
    return { file: await output.read(), ...written };
  } catch (error) {
    await output.discard();
    throwIfAborted(source.signal);
    if (error instanceof DOMException && error.name === 'QuotaExceededError') {
      throw new EarmarkError('quota', 'There is no room for the export.', {}, error);
    }
    throw error;
  }
};

import { EarmarkError, throwIfAborted, toEarmarkError } from '../../core/util/errors.ts';
import { exportSize, planExportFrames } from '../../core/export/exportPlan.ts';
import { EXPORT_FORMATS, EXPORT_FORMAT_NAMES } from '../../core/export/exportFormats.ts';
import { settingsOfFormat, type ExportSettings } from '../../core/export/exportSettings.ts';
import type { MediaClip } from '../media/openClip.ts';
import type { ExportOptions, ExportSupport } from '../../protocol/exportRequests.ts';
import type { RequestEvent, RequestResult } from '../../protocol/requests.ts';
import type { SegmentResult } from '../results/resultStore.ts';
import type { DrawInstance, ExportJob, ExportSpec, ExportJobObject } from './exporter.ts';
import { openOutputFile, type OutputFile } from './output/outputFile.ts';
import { EXPORTERS } from './exporters.ts';

export type ExportSource = {
  readonly clip: MediaClip;
  readonly findResult: (resultId: string) => SegmentResult | undefined;
  readonly drawInstance: DrawInstance;
  readonly signal: AbortSignal;
};

const exportSpecOf = (
  clip: MediaClip,
  settings: ExportSettings,
  range: readonly [number, number],
): ExportSpec => ({
  clip,
  settings,
  plan: planExportFrames({ ...clip.info, range, framesPerSecond: settings.framesPerSecond }),
  size: exportSize(clip.info, settings.maxHeight, settings.format),
});

/** @throws EarmarkError `no-clip` when an object's masks are of another clip, or gone. */
const createExportJob = (
  { clip, findResult, drawInstance, signal }: ExportSource,
  options: ExportOptions,
  onStep: ExportJob['onProgress'],
): ExportJob => {
  const objects = options.objects.map((object): ExportJobObject => {
    const result = findResult(object.resultId);
    if (result?.key.clipId !== clip.info.clipId) {
      throw new EarmarkError('no-clip', 'The result belongs to no clip that is open.');
    }
    return { ...object, result };
  });
  const { plan, size } = exportSpecOf(clip, options.settings, options.range);
  return { clip, objects, options, plan, size, drawInstance, signal, onProgress: onStep };
};

/** What this browser can write of this clip. */
export const checkExport = async (
  clip: MediaClip,
  settings: ExportSettings,
  range: readonly [number, number],
): Promise<ExportSupport> => {
  const checks = EXPORT_FORMAT_NAMES.map(async (format) => {
    const shape = exportSpecOf(clip, settingsOfFormat({ ...settings, format }), range);
    return [format, await EXPORTERS[format].support(shape)] as const;
  });
  return Object.fromEntries(await Promise.all(checks)) as ExportSupport;
};

export const estimateExport = async (
  source: ExportSource,
  options: ExportOptions,
): Promise<{ readonly bytes: number }> => {
  // By object: about the same bytes, and no graph is run.
  const settings = { ...options.settings, labelUnit: 'object' } as const;
  const job = createExportJob(source, { ...options, settings }, () => undefined);
  return { bytes: Math.round(await EXPORTERS[options.settings.format].estimateBytes(job)) };
};

type ExportProgress = (event: RequestEvent<'export'>) => void;

/**
 * Writes an export into an open file and closes it.
 * @throws EarmarkError `aborted` | `quota` | `no-clip` | `no-encoder` | `no-sound`, those of the media.
 */
export const writeExport = async (
  source: ExportSource,
  options: ExportOptions,
  output: OutputFile,
  emit: ExportProgress,
): Promise<Omit<RequestResult<'export'>, 'file'>> => {
  const started = performance.now();
  const onStep = (done: number, total: number): void => {
    const secondsLeft = ((performance.now() - started) / 1000 / done) * (total - done);
    emit({ kind: 'progress', done, total, bytes: output.bytes, secondsLeft });
  };
  try {
    throwIfAborted(source.signal);
    const job = createExportJob(source, options, onStep);
    const written = await EXPORTERS[options.settings.format].write(job, output);
    throwIfAborted(source.signal);
    return written;
  } catch (error) {
    throwIfAborted(source.signal);
    throw toEarmarkError(error);
  }
};

/** Writes a file; a failed or aborted export leaves none. @throws as {@link writeExport}. */
export const runExport = async (
  source: ExportSource,
  options: ExportOptions,
  target: FileSystemFileHandle | null,
  emit: ExportProgress,
): Promise<RequestResult<'export'>> => {
  const { extension, mimeType } = EXPORT_FORMATS[options.settings.format];
  const output = await openOutputFile(`${options.clipName}.${extension}`, mimeType, target);
  try {
    const written = await writeExport(source, options, output, emit);
    return { file: await output.read(), ...written };
  } catch (error) {
    await output.discard();
    throw error;
  }
};

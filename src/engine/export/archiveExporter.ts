import { makeZip } from 'client-zip';
import { EXPORT_FORMATS } from '../../core/export/exportFormats.ts';
import type { ExportSettings } from '../../core/export/exportSettings.ts';
import { dropRepeatedFrames } from '../../core/export/exportPlan.ts';
import type { FrameState } from '../../core/model/frameState.ts';
import { exportFrames, frameStateOf } from './exportFrames.ts';
import type { ExportFrame } from './exportFrames.ts';
import { ALWAYS_POSSIBLE } from './exporter.ts';
import type { Exporter, ExportJob } from './exporter.ts';
import { createFrameEntry, createExportManifest } from './exportManifest.ts';
import type { FrameEntry } from './exportManifest.ts';
import { evenlySpaced } from '../../core/util/math.ts';

export type ArchiveFile = {
  readonly name: string;
  readonly input: Uint8Array<ArrayBuffer> | Blob | string;
};

/** Encodes the files of one job. */
type ArchiveWriter = {
  /** @param number how many frames were written before. */
  encodeFrame(frame: ExportFrame, number: number): Promise<readonly ArchiveFile[]>;
  /** Files about all frames, after the last. */
  finish?(): readonly ArchiveFile[];
};

type ArchiveFormat = {
  /** Whether the picture of such a frame is needed, beyond refining its masks. */
  needsPicture(state: FrameState, settings: ExportSettings): boolean;
  open(job: ExportJob): ArchiveWriter;
};

/** Whether the job's format writes frames of this state. */
const writesState = ({ options: { settings } }: ExportJob, state: FrameState): boolean =>
  EXPORT_FORMATS[settings.format].writesState(state, settings);

/** Frames that an estimate encodes. */
const SAMPLED_FRAMES = 3;
/** A ZIP says each name twice; each frame has an entry in the manifest. */
const OVERHEAD_BYTES_PER_FRAME = 600;

/**
 * An exporter of many files: a ZIP with a manifest.json, one frame in memory at a time. By
 * client-zip, because it writes Zip64 (more than 65,535 files or 4 GiB) as a stream, which fflate's
 * ZIP does not; project files are read and packed by fflate, because client-zip does neither.
 */
export const createArchiveExporter = (format: ArchiveFormat): Exporter => ({
  support: () => Promise.resolve(ALWAYS_POSSIBLE),
  estimateBytes: async (job) => {
    const ofState = (state: FrameState): ExportJob['plan'] =>
      writesState(job, state)
        ? dropRepeatedFrames(job.plan).filter(
            (planned) => frameStateOf(job, planned.frameIndex) === state,
          )
        : [];
    let bytes = 0;
    for (const plan of [ofState('present'), ofState('empty')]) {
      const sample = evenlySpaced(plan, SAMPLED_FRAMES);
      const sampled = await measureEncodedBytes(format, {
        ...job,
        plan: sample,
        onProgress: () => undefined,
      });
      bytes += plan.length * (sampled / Math.max(1, sample.length) + OVERHEAD_BYTES_PER_FRAME);
    }
    return bytes;
  },
  write: async (job, output) => {
    const { files, written } = createArchiveFiles(format, job);
    const zip = makeZip(files) as ReadableStream<Uint8Array<ArrayBuffer>>;
    await zip.pipeTo(output.writable, { signal: job.signal });
    return written();
  },
});

const includedFrames = (
  format: ArchiveFormat,
  job: ExportJob,
  onPassed: (frame: ExportFrame) => void,
): AsyncGenerator<ExportFrame, void> =>
  exportFrames(
    { ...job, plan: dropRepeatedFrames(job.plan) },
    {
      includesState: (state) => writesState(job, state),
      needsPicture: (state) => format.needsPicture(state, job.options.settings),
      onSkipped: onPassed,
    },
  );

const createArchiveFiles = (format: ArchiveFormat, job: ExportJob) => {
  const writer = format.open(job);
  const entries: FrameEntry[] = [];
  const lastModified = new Date();
  let number = 0;
  async function* generate() {
    const frames = includedFrames(format, job, (frame) =>
      entries.push(createFrameEntry(frame, [])),
    );
    for await (const frame of frames) {
      const encoded = await writer.encodeFrame(frame, number);
      number += 1;
      entries.push(
        createFrameEntry(
          frame,
          encoded.map(({ name }) => name),
        ),
      );
      for (const file of encoded) {
        yield { ...file, lastModified };
      }
    }
    for (const file of writer.finish?.() ?? []) {
      yield { ...file, lastModified };
    }
    const manifest = JSON.stringify(createExportManifest(job, entries), null, 2);
    yield { name: 'manifest.json', input: manifest, lastModified };
  }
  return {
    files: generate(),
    written: () => ({
      frames: number,
      notComputed: entries.filter(({ state }) => state === 'not-computed').length,
    }),
  };
};

const measureEncodedBytes = async (format: ArchiveFormat, job: ExportJob): Promise<number> => {
  const writer = format.open(job);
  let bytes = 0;
  for await (const frame of includedFrames(format, job, () => undefined)) {
    for (const { input } of await writer.encodeFrame(frame, 0)) {
      bytes += new Blob([input]).size;
    }
  }
  for (const { input } of writer.finish?.() ?? []) {
    bytes += new Blob([input]).size;
  }
  return bytes;
};

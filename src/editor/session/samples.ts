import * as v from 'valibot';
import { EarmarkError } from '../../core/util/errors.ts';
import { MAX_SAMPLE_BYTES } from '../../core/limits.ts';

/** A plain name of a file in the folder of the samples. */
export const SampleFile = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/));

const Sample = v.object({
  file: SampleFile,
  poster: SampleFile,
  title: v.pipe(v.string(), v.maxLength(80)),
  note: v.pipe(v.string(), v.maxLength(300)),
  /** Queries for the clip, one of them for an object that it does not show. */
  expressions: v.pipe(v.array(v.pipe(v.string(), v.maxLength(120))), v.maxLength(8)),
  licence: v.pipe(v.string(), v.maxLength(200)),
});
const SampleList = v.object({ samples: v.pipe(v.array(Sample), v.maxLength(24)) });

/** A clip that comes with the app. */
export type Sample = v.InferOutput<typeof Sample>;

const SAMPLES_FOLDER = '/samples/';

export const samplePosterUrl = (sample: Sample): string => SAMPLES_FOLDER + sample.poster;

const fetchOk = async (url: string, signal: AbortSignal): Promise<Response> => {
  const response = await fetch(url, { signal });
  if (!response.ok) {
    throw new EarmarkError('internal', `${url}: HTTP ${response.status}`, { url });
  }
  return response;
};

/** @throws EarmarkError `internal` when the list cannot be fetched or is no list of samples. */
export const fetchSamples = async (signal: AbortSignal): Promise<readonly Sample[]> => {
  const response = await fetchOk(`${SAMPLES_FOLDER}samples.json`, signal);
  const parsed = v.safeParse(SampleList, await response.json());
  if (!parsed.success) {
    throw new EarmarkError('internal', v.summarize(parsed.issues), { url: response.url });
  }
  return parsed.output.samples;
};

/** The sample as a file, as if it had been picked. */
export const fetchSampleFile = async (sample: Sample, signal: AbortSignal): Promise<File> => {
  const response = await fetchOk(SAMPLES_FOLDER + sample.file, signal);
  const blob = await response.blob();
  if (blob.size > MAX_SAMPLE_BYTES) {
    throw new EarmarkError('too-large', 'The sample is too large.', { fileName: sample.file });
  }
  return new File([blob], sample.file, { type: blob.type });
};

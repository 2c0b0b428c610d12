import * as v from 'valibot';
import { MAX_BUNDLE_FILES, MAX_BUNDLE_FILE_BYTES } from '../limits.ts';

/** What manifests of every kind have in common. */

/** A plain file name: no folders, no dots in front, nothing that could leave the bundle's own folder. */
const FileName = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-][A-Za-z0-9._-]{0,79}$/));

/** Order of the entries in cue_fusion's `switches`: 1 = on, 0 = off (the method's own ablations). */
export const CUE_SWITCH_NAMES = ['sound', 'words', 'memory', 'modality'] as const;

/** A number from 0 to 1. */
export const Share = v.pipe(v.number(), v.minValue(0), v.maxValue(1));

/** A size of a graph. */
export const sizeFrom = (least: number, most: number) =>
  v.pipe(v.number(), v.integer(), v.minValue(least), v.maxValue(most));

/** Fields that say what the bundle is and where it comes from. */
export const describingFields = {
  name: v.pipe(v.string(), v.regex(/^[a-z0-9-]{1,40}$/)),
  version: v.pipe(v.string(), v.regex(/^\d+\.\d+\.\d+$/)),
  title: v.pipe(v.string(), v.maxLength(120)),
  licence: v.pipe(v.string(), v.maxLength(120)),
  /** How it was trained: data by public name, steps, seed, configuration. Shown, never interpreted. */
  training: v.record(v.string(), v.unknown()),
  /** Measured results, as the model card states them. Shown, never interpreted. */
  results: v.record(v.string(), v.unknown()),
};

/**
 * The files of a bundle.
 * @param required roles that exactly one file has
 * @param optional other roles that files may have
 */
export const bundleFiles = <R extends string, O extends string>(
  required: readonly R[],
  optional: readonly O[],
  maxFiles = MAX_BUNDLE_FILES,
) =>
  v.pipe(
    v.array(
      v.object({
        path: FileName,
        bytes: v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(MAX_BUNDLE_FILE_BYTES)),
        sha256: v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/)),
        role: v.picklist([...required, ...optional]),
      }),
    ),
    v.maxLength(maxFiles),
    v.check(
      (files) => required.every((role) => files.filter((file) => file.role === role).length === 1),
      'The bundle must name each graph and the tokenizer exactly once.',
    ),
  );

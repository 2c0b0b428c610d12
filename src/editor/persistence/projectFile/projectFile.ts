import { strFromU8, strToU8, unzipSync, zipSync, type Zippable } from 'fflate';
import * as v from 'valibot';
import { EarmarkError } from '../../../core/util/errors.ts';
import type { ResultKey, StoredMask } from '../../../protocol/requests.ts';
import { encodeInstanceRecords, withInstances } from './instanceRecords.ts';
import { decodeMaskRecords, encodeMaskRecords } from './maskRecords.ts';
import {
  PROJECT_VERSION,
  ProjectJson,
  VERSION_WITHOUT_OUTLINES,
  VERSION_WITHOUT_POINTED_OBJECTS,
} from './projectSchema.ts';
import {
  MAX_PROJECT_BYTES,
  MAX_PROJECT_ENTRIES,
  MAX_PROJECT_JSON_BYTES,
} from '../../../core/limits.ts';

/** A project: the objects of one clip, and their results with masks. */
export type ProjectContents = Omit<ProjectJson, 'version' | 'results'> & {
  readonly results: readonly StoredResult[];
};

export type StoredResult = {
  readonly key: ResultKey;
  readonly hasOverview: boolean;
  readonly masks: readonly StoredMask[];
};

export const PROJECT_MIME_TYPE = 'application/x-earmark';
export const PROJECT_EXTENSION = '.earmark';

const JSON_ENTRY_NAME = 'project.json';

/** The lowest whose readers understand the objects. */
const versionFor = (objects: ProjectContents['objects']): ProjectJson['version'] => {
  if (objects.some(({ strokes }) => strokes.some(({ isOutline }) => isOutline))) {
    return PROJECT_VERSION;
  }
  return objects.some(({ points }) => points.length > 0)
    ? VERSION_WITHOUT_OUTLINES
    : VERSION_WITHOUT_POINTED_OBJECTS;
};

/**
 * A ZIP: `project.json`, `masks/0.bin`, `masks/1.bin` ... of one result each, and `instances/0.bin` ...
 * of those that list instances, which earlier readers pass over.
 */
export const encodeProjectFile = ({
  results,
  ...project
}: ProjectContents): Uint8Array<ArrayBuffer> => {
  const entries: Zippable = {};
  const instances = results.map(({ masks }) => encodeInstanceRecords(masks));
  const json: ProjectJson = {
    version: versionFor(project.objects),
    ...project,
    results: results.map(({ key, hasOverview }, index) => ({
      key,
      hasOverview,
      masks: `masks/${index}.bin`,
      ...(instances[index]?.length ? { instances: `instances/${index}.bin` } : {}),
    })),
  };
  entries[JSON_ENTRY_NAME] = strToU8(JSON.stringify(json));
  for (const [index, { masks }] of results.entries()) {
    // The maps inside are deflated already.
    entries[`masks/${index}.bin`] = [encodeMaskRecords(masks), { level: 0 }];
    const records = instances[index];
    if (records?.length) {
      entries[`instances/${index}.bin`] = records;
    }
  }
  return zipSync(entries);
};

const invalid = (reason: string, cause?: unknown): EarmarkError =>
  new EarmarkError('project-invalid', `The project cannot be read: ${reason}.`, {}, cause);

/** The entries, unpacked within bounds whatever the ZIP says of their sizes. */
const unzipWithinLimits = (bytes: Uint8Array<ArrayBuffer>): Record<string, Uint8Array> => {
  let total = 0;
  let count = 0;
  try {
    return unzipSync(bytes, {
      filter: ({ name, originalSize }) => {
        total += originalSize;
        count += 1;
        const isTooLarge = name === JSON_ENTRY_NAME && originalSize > MAX_PROJECT_JSON_BYTES;
        if (isTooLarge || total > MAX_PROJECT_BYTES || count > MAX_PROJECT_ENTRIES) {
          throw invalid('it unpacks to more than a project can hold');
        }
        return (
          name === JSON_ENTRY_NAME || name.startsWith('masks/') || name.startsWith('instances/')
        );
      },
    });
  } catch (error) {
    throw error instanceof EarmarkError ? error : invalid('it is no ZIP, or a damaged one', error);
  }
};

const Version = v.object({ version: v.pipe(v.number(), v.integer(), v.minValue(1)) });

const parseJson = (entry: Uint8Array | undefined): ProjectJson => {
  if (!entry) {
    throw invalid(`it has no ${JSON_ENTRY_NAME}`);
  }
  let value: unknown;
  try {
    value = JSON.parse(strFromU8(entry));
  } catch (error) {
    throw invalid(`${JSON_ENTRY_NAME} is no JSON`, error);
  }
  const version = v.safeParse(Version, value);
  if (version.success && version.output.version > PROJECT_VERSION) {
    throw new EarmarkError('project-newer', 'The project is of a later version.', {
      version: version.output.version,
    });
  }
  const parsed = v.safeParse(ProjectJson, value);
  if (!parsed.success) {
    throw invalid(v.summarize(parsed.issues));
  }
  return parsed.output;
};

/** @throws EarmarkError `project-invalid`, `project-newer` */
export const decodeProjectFile = (bytes: Uint8Array<ArrayBuffer>): ProjectContents => {
  if (bytes.length > MAX_PROJECT_BYTES) {
    throw invalid('it is too large');
  }
  const entries = unzipWithinLimits(bytes);
  const { version: _, results, ...project } = parseJson(entries[JSON_ENTRY_NAME]);
  const { clipId, frameCount } = project.clip;
  if (project.range && project.range.last >= frameCount) {
    throw invalid('Out is after the end of the clip');
  }
  for (const { points, examples, strokes } of project.objects) {
    if ([...points, ...examples, ...strokes].some(({ frameIndex }) => frameIndex >= frameCount)) {
      throw invalid('a correction is after the end of the clip');
    }
  }
  return {
    ...project,
    results: results.map(({ key, hasOverview, masks: name, instances }) => {
      const masks = entries[name];
      if (!masks || key.clipId !== clipId) {
        throw invalid('a result is missing or of another clip');
      }
      const decoded = decodeMaskRecords(masks as Uint8Array<ArrayBuffer>, frameCount);
      const records = instances === undefined ? undefined : entries[instances];
      return {
        key,
        hasOverview,
        masks:
          records === undefined
            ? decoded
            : withInstances(decoded, records as Uint8Array<ArrayBuffer>),
      };
    }),
  };
};

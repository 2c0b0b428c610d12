import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { EXAMPLE_PROJECT, exampleMask } from '../../../../tests/fixtures/exampleProject.ts';
import { EarmarkError } from '../../../core/util/errors.ts';
import { pointPrompt } from '../../../core/model/pointPrompt.ts';
import { NO_POSTPROCESS } from '../../../core/mask/postprocessSettings.ts';
import type { FrameInstance } from '../../../protocol/results.ts';
import { decodeMaskRecords, encodeMaskRecords } from './maskRecords.ts';
import { decodeProjectFile, encodeProjectFile } from './projectFile.ts';
import type { ProjectContents } from './projectFile.ts';

const kindOf = (read: () => unknown): string => {
  try {
    read();
    return 'read';
  } catch (error) {
    return error instanceof EarmarkError ? error.kind : String(error);
  }
};

/** The project with its JSON changed, as another program might write it. */
const withJson = (change: (json: Record<string, unknown>) => unknown): Uint8Array<ArrayBuffer> => {
  const entries = unzipSync(encodeProjectFile(EXAMPLE_PROJECT));
  const json = JSON.parse(strFromU8(entries['project.json'] ?? new Uint8Array())) as Record<
    string,
    unknown
  >;
  return zipSync({
    ...entries,
    'project.json': strToU8(JSON.stringify(change(json))),
  });
};

test('a project comes back as it was written', () => {
  expect(decodeProjectFile(encodeProjectFile(EXAMPLE_PROJECT))).toEqual(EXAMPLE_PROJECT);
});

test('the instances of a mask come back; an earlier reader passes over them', () => {
  const [result] = EXAMPLE_PROJECT.results;
  const instance = { trackId: 4, box: [0.25, 0, 0.5, 1], score: 0.75, isMeant: true } as const;
  const listing = (instances: readonly FrameInstance[]): ProjectContents => ({
    ...EXAMPLE_PROJECT,
    results: (result ? [result] : []).map(({ masks, ...rest }) => ({
      ...rest,
      masks: masks.map(({ header, deflated }, place) => ({
        header: place === 0 ? { ...header, instances } : header,
        deflated,
      })),
    })),
  });
  const bytes = encodeProjectFile(listing([instance, { ...instance, trackId: 5, isMeant: false }]));
  expect(decodeProjectFile(bytes)).toEqual(listing([instance]));
  expect(versionOf(bytes)).toBe(1);
  const entries = unzipSync(bytes);
  const records = entries['instances/0.bin'] ?? new Uint8Array();
  for (const damaged of [records.slice(0, -1), new Uint8Array([...records, ...records])]) {
    const file = zipSync({ ...entries, 'instances/0.bin': damaged });
    expect(kindOf(() => decodeProjectFile(file))).toBe('project-invalid');
  }
});

const versionOf = (file: Uint8Array): unknown =>
  (
    JSON.parse(strFromU8(unzipSync(file)['project.json'] ?? new Uint8Array())) as {
      version: number;
    }
  ).version;

test('what a person pointed at comes back too, in a file that earlier readers refuse', () => {
  const [object] = EXAMPLE_PROJECT.objects;
  const [result] = EXAMPLE_PROJECT.results;
  const points = [pointPrompt('include', 3, [0.1, 0.2, 0.5, 0.75])];
  const project: ProjectContents = {
    ...EXAMPLE_PROJECT,
    objects: object ? [{ ...object, expression: '', points }] : [],
    results: result ? [{ ...result, key: { ...result.key, expression: '', points } }] : [],
  };
  const bytes = encodeProjectFile(project);
  expect(decodeProjectFile(bytes)).toEqual(project);
  expect([versionOf(bytes), versionOf(encodeProjectFile(EXAMPLE_PROJECT))]).toEqual([2, 1]);
});

const withOutline = (points: readonly number[]): ProjectContents => ({
  ...EXAMPLE_PROJECT,
  objects: EXAMPLE_PROJECT.objects.map((object) => ({
    ...object,
    strokes: object.strokes.map((stroke) => ({ ...stroke, points, isOutline: true })),
  })),
});

test('an outline of the lasso comes back, in a file that earlier readers refuse', () => {
  const bytes = encodeProjectFile(withOutline([0, 0, 100, 0, 0, 100]));
  expect(decodeProjectFile(bytes)).toEqual(withOutline([0, 0, 100, 0, 0, 100]));
  expect(versionOf(bytes)).toBe(3);
  const flat = encodeProjectFile(withOutline([0, 0, 100, 0]));
  expect(kindOf(() => decodeProjectFile(flat))).toBe('project-invalid');
});

test('fields of later versions are passed over, those of earlier ones get their defaults', () => {
  const bytes = withJson((json) => ({
    ...json,
    isStarred: true,
    objects: (json['objects'] as Record<string, unknown>[]).map((object) => ({
      ...object,
      finish: undefined,
      points: undefined,
      examples: undefined,
      strokes: undefined,
      mood: 'blue',
    })),
  }));
  const [object] = decodeProjectFile(bytes).objects;
  expect(object).toEqual({
    ...EXAMPLE_PROJECT.objects[0],
    finish: NO_POSTPROCESS,
    examples: [],
    strokes: [],
  });
});

test('a project of a later version is told from a damaged one', () => {
  const newer = withJson((json) => ({ ...json, version: 4, objects: 'elsewhere' }));
  expect(kindOf(() => decodeProjectFile(newer))).toBe('project-newer');
});

test.each<[string, (json: Record<string, unknown>) => unknown]>([
  ['no object', () => 'hello'],
  ['no version', (json) => ({ ...json, version: undefined })],
  [
    'an object that nothing means',
    (json) => ({
      ...json,
      objects: (json['objects'] as object[]).map((object) => ({ ...object, expression: '' })),
    }),
  ],
  [
    'a point after the end',
    (json) => ({
      ...json,
      objects: (json['objects'] as object[]).map((object) => ({
        ...object,
        points: [{ kind: 'include', frameIndex: 12, box: [0, 0, 1, 1] }],
      })),
    }),
  ],
  ['In after Out', (json) => ({ ...json, range: { first: 5, last: 2 } })],
  ['Out after the end', (json) => ({ ...json, range: { first: 0, last: 12 } })],
  ['a path out of the ZIP', (json) => ({ ...json, results: [{ masks: '../../etc/passwd' }] })],
  [
    'masks that are not there',
    (json) => ({
      ...json,
      results: (json['results'] as object[]).map((result) => ({ ...result, masks: 'masks/7.bin' })),
    }),
  ],
  [
    'a correction after the end',
    (json) => ({
      ...json,
      objects: (json['objects'] as object[]).map((object) => ({
        ...object,
        strokes: [{ frameIndex: 12, mode: 'add', radius: 0.02, points: [1, 1], carriedFrom: null }],
      })),
    }),
  ],
  [
    'a region of other cells',
    (json) => ({
      ...json,
      objects: (json['objects'] as object[]).map((object) => ({
        ...object,
        examples: [{ id: 'e', kind: 'not-this', frameIndex: 1, wanted: [9217], unwanted: [9216] }],
      })),
    }),
  ],
  ['a clip without a name', (json) => ({ ...json, clip: { clipId: 'x' } })],
  [
    'a sentence as long as a book',
    (json) => ({
      ...json,
      objects: (json['objects'] as object[]).map((object) => ({
        ...object,
        expression: 'dog '.repeat(5000),
      })),
    }),
  ],
])('%s is refused', (_name, change) => {
  const bytes = withJson(change);
  expect(kindOf(() => decodeProjectFile(bytes))).toBe('project-invalid');
});

test('what is no ZIP, a cut one, an empty one and a bomb are refused', () => {
  const whole = encodeProjectFile(EXAMPLE_PROJECT);
  expect(kindOf(() => decodeProjectFile(Uint8Array.from([1, 2, 3])))).toBe('project-invalid');
  expect(kindOf(() => decodeProjectFile(whole.slice(0, whole.length / 2)))).toBe('project-invalid');
  expect(kindOf(() => decodeProjectFile(zipSync({})))).toBe('project-invalid');
  const bomb = zipSync({ 'project.json': new Uint8Array(32 * 1024 * 1024) });
  expect(kindOf(() => decodeProjectFile(bomb))).toBe('project-invalid');
});

const decode = (bytes: Uint8Array<ArrayBuffer>) => kindOf(() => decodeMaskRecords(bytes, 12));

test('masks of no frame, twice of one, cut off or with wild numbers are refused', () => {
  expect(decode(encodeMaskRecords([exampleMask(3, [1])]))).toBe('read');
  expect(decode(encodeMaskRecords([exampleMask(12, [1])]))).toBe('project-invalid');
  expect(decode(encodeMaskRecords([exampleMask(3, [1]), exampleMask(3, [1])]))).toBe(
    'project-invalid',
  );
  expect(decode(encodeMaskRecords([exampleMask(3, [1, 2, 3])]).slice(0, -1))).toBe(
    'project-invalid',
  );
  const wild = exampleMask(3, []);
  const notANumber = { ...wild, header: { ...wild.header, presence: Number.NaN } };
  expect(decode(encodeMaskRecords([notANumber]))).toBe('project-invalid');
  const huge = { ...wild, header: { ...wild.header, maskWidth: 60_000 } };
  expect(decode(encodeMaskRecords([huge]))).toBe('project-invalid');
});

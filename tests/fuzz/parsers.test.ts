import { EXAMPLE_PROJECT } from '../fixtures/exampleProject.ts';
import { readFileSync } from 'node:fs';
import * as fc from 'fast-check';
import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { beforeAll, describe, expect, test, vi } from 'vitest';
import {
  DEFAULT_EXPORT_SETTINGS,
  parseExportSettings,
} from '../../src/core/export/exportSettings.ts';
import { formatFileName, isNamePattern } from '../../src/core/export/namePattern.ts';
import { parseQuery } from '../../src/core/model/query.ts';
import { EarmarkError, type ErrorKind } from '../../src/core/util/errors.ts';
import { safeName } from '../../src/core/util/safeName.ts';
import { decodeMaskRecords } from '../../src/editor/persistence/projectFile/maskRecords.ts';
import {
  decodeProjectFile,
  encodeProjectFile,
  type ProjectContents,
} from '../../src/editor/persistence/projectFile/projectFile.ts';
import { formatShareLink, parseShareLink } from '../../src/editor/persistence/shareLink.ts';
import { objectFileNames } from '../../src/engine/export/archivePaths.ts';
import { parseManifest } from '../../src/engine/inference/bundle/parseManifest.ts';
import { BenchmarkError } from '../../src/evaluation/benchmark/benchmarkProblem.ts';
import { openClipsCsv } from '../../src/evaluation/benchmark/layouts/clipsCsv.ts';
import { parseRefAvsTable } from '../../src/evaluation/benchmark/layouts/refAvs.ts';
import { parseCsv } from '../../src/evaluation/benchmark/parseCsv.ts';
import {
  parsePrecacheAnswer,
  parseServiceWorkerMessage,
} from '../../src/pwa/serviceWorkerMessages.ts';
import { createMemoryFolder } from '../fixtures/evaluate/memoryFolder.ts';
import { changedBytes, changedJson, oddText } from './arbitraries.ts';
import { fuzzRuns } from './fuzzRuns.ts';

/**
 * What comes from outside, changed at random: each reader gives a value that holds what it promises,
 * or the error that it names. A failure prints the seed and the smallest case that fails.
 */

const SEED = 20;

// The long run takes a few minutes.
vi.setConfig({ testTimeout: 900_000 });

beforeAll(() => {
  fc.configureGlobal({ seed: SEED, numRuns: fuzzRuns(300, 10_000) });
});

/** The value, or null after one of the errors that are allowed. */
const readOrRefuse = <T>(read: () => T, ...kinds: readonly ErrorKind[]): T | null => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof EarmarkError && kinds.includes(thrown.kind)) {
      return null;
    }
    throw thrown;
  }
};

/** How many of the cases were read, so that a reader that refuses everything is no success. */
const countRead = <T>(check: (value: T) => void) => {
  let count = 0;
  return {
    take: (value: T | null): void => {
      if (value !== null) {
        count++;
        check(value);
      }
    },
    count: () => count,
  };
};

const encodeJson = (value: unknown): Uint8Array<ArrayBuffer> =>
  new TextEncoder().encode(JSON.stringify(value) ?? '');

describe('a manifest', () => {
  const bytes = readFileSync(new URL('../../models/bundles/lite/manifest.json', import.meta.url));
  const manifest: unknown = JSON.parse(bytes.toString());
  const read = countRead<ReturnType<typeof parseManifest>>(({ files }) => {
    for (const { path, bytes: length } of files) {
      expect(path).toMatch(/^[A-Za-z0-9_-][A-Za-z0-9._-]*$/);
      expect(length).toBeLessThanOrEqual(64 * 1024 * 1024);
    }
  });

  test('changed in a few places', () => {
    fc.assert(
      fc.property(changedJson(manifest), (changed) => {
        read.take(readOrRefuse(() => parseManifest(encodeJson(changed)), 'bundle-invalid'));
      }),
    );
    expect(read.count()).toBeGreaterThan(0);
  });

  test('of changed or any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(changedBytes(bytes), fc.uint8Array()), (changed) => {
        read.take(readOrRefuse(() => parseManifest(changed), 'bundle-invalid'));
      }),
    );
  });
});

const decode = (bytes: Uint8Array<ArrayBuffer>): ProjectContents | null =>
  readOrRefuse(() => decodeProjectFile(bytes), 'project-invalid', 'project-newer');

describe('a project file', () => {
  const file = encodeProjectFile(EXAMPLE_PROJECT);
  const entries = unzipSync(file);
  const json: unknown = JSON.parse(strFromU8(entries['project.json']!));
  const read = countRead<ProjectContents>((project) => {
    const { clip, objects, results, range } = project;
    const frames = [
      ...objects.flatMap(({ examples, strokes }) => [...examples, ...strokes]),
      ...results.flatMap(({ masks }) => masks.map(({ header }) => header)),
    ].map(({ frameIndex }) => frameIndex);
    expect(frames.every((frameIndex) => frameIndex < clip.frameCount)).toBe(true);
    expect(range?.last ?? 0).toBeLessThan(clip.frameCount);
    expect(results.every(({ key }) => key.clipId === clip.clipId)).toBe(true);
    // What was read can be saved and read again.
    expect(decodeProjectFile(encodeProjectFile(project))).toEqual(project);
  });

  test('with its JSON changed in a few places', () => {
    fc.assert(
      fc.property(changedJson(json), (changed) => {
        read.take(
          decode(zipSync({ ...entries, 'project.json': strToU8(JSON.stringify(changed)) })),
        );
      }),
    );
    expect(read.count()).toBeGreaterThan(0);
  });

  test('of changed or any bytes', () => {
    fc.assert(
      fc.property(fc.oneof(changedBytes(file), fc.uint8Array()), (changed) => {
        read.take(decode(new Uint8Array(changed)));
      }),
    );
  });

  test('whose masks are changed or any bytes', () => {
    const masks = entries['masks/0.bin']!;
    const readMasks = countRead<ReturnType<typeof decodeMaskRecords>>((records) => {
      for (const { header } of records) {
        expect(header.frameIndex).toBeLessThan(EXAMPLE_PROJECT.clip.frameCount);
        expect(header.maskWidth * header.maskHeight).toBeGreaterThan(0);
      }
    });
    fc.assert(
      fc.property(fc.oneof(changedBytes(masks), fc.uint8Array()), (changed) => {
        const bytes = new Uint8Array(changed);
        readMasks.take(
          readOrRefuse(
            () => decodeMaskRecords(bytes, EXAMPLE_PROJECT.clip.frameCount),
            'project-invalid',
          ),
        );
      }),
    );
    expect(readMasks.count()).toBeGreaterThan(0);
  });
});

describe('a link', () => {
  const link = fc
    .array(
      fc.tuple(
        fc.constantFrom('find', 'sample', 'frame', 'in', 'out', 'view', 'opacity', 'provider'),
        fc.oneof(oddText, fc.nat().map(String), fc.constantFrom('outline', 'wasm', 'pond.webm')),
      ),
      { maxLength: 12 },
    )
    .map((pairs) =>
      pairs.map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`).join('&'),
    );

  test('of any text is read in part, and what was read can be shared again', () => {
    fc.assert(
      fc.property(fc.oneof(oddText, link), (fragment) => {
        const { link: parsed } = parseShareLink(`#${fragment}`);
        const again = parseShareLink(formatShareLink(parsed));
        expect(again.link).toEqual(parsed);
      }),
    );
  });
});

const refuseTable = <T>(read: () => T): T | null => {
  try {
    return read();
  } catch (thrown) {
    if (thrown instanceof BenchmarkError) {
      return null;
    }
    throw thrown;
  }
};

const quote = (text: string): string => `"${text.replaceAll('"', '""')}"`;

describe('CSV', () => {
  const cell = fc.oneof(oddText, fc.constantFrom('clip.mp4', 'masks', '../up', '/etc', 'C:\\x'));

  test('of any text', () => {
    fc.assert(
      fc.property(oddText, (text) => {
        const table = refuseTable(() => parseCsv(text, 'table.csv'));
        expect(table?.rows.every(({ cells }) => cells.length > 0) ?? true).toBe(true);
      }),
    );
  });

  test('comes back as it was quoted', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell), { minLength: 1 }), (rows) => {
        const text = ['"a","b"', ...rows.map((row) => row.map(quote).join(','))].join('\r\n');
        expect(parseCsv(text, 'table.csv').rows.map(({ cells }) => cells)).toEqual(rows);
      }),
    );
  });

  test('names no clip and no masks outside of its folder', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(cell, cell, cell)), (rows) => {
        const text = ['clip,expression,masks', ...rows.map((row) => row.map(quote).join(','))];
        const benchmark = refuseTable(() => openClipsCsv(createMemoryFolder({}), text.join('\n')));
        for (const { clip } of benchmark?.items('all') ?? []) {
          expect(clip).not.toMatch(/^[\\/]|\\|(?:^|\/)\.\.(?:\/|$)/);
        }
      }),
    );
  });

  test('of Ref-AVS, changed', () => {
    const extract = readFileSync(
      new URL('../fixtures/evaluate/ref-avs-extract.csv', import.meta.url),
    );
    fc.assert(
      fc.property(changedBytes(extract), (bytes) => {
        refuseTable(() => parseRefAvsTable(new TextDecoder().decode(bytes)));
      }),
    );
  });
});

const isSafe = (name: string): boolean =>
  /^[\p{L}\p{M}\p{N}._ -]+$/u.test(name) &&
  !/^[. ]|[. ]$/.test(name) &&
  !/^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)/i.test(name) &&
  name.isWellFormed() &&
  new TextEncoder().encode(name).length <= 255;

describe('names in ZIP paths', () => {
  test('of clips are safe', () => {
    fc.assert(fc.property(oddText, (text) => isSafe(safeName(text))));
  });

  test('of objects are safe, and no two are one file', () => {
    fc.assert(
      fc.property(fc.array(oddText, { maxLength: 12 }), (texts) => {
        const names = objectFileNames(texts);
        expect(names.filter((name) => !isSafe(name))).toEqual([]);
        expect(new Set(names.map((name) => name.toLowerCase())).size).toBe(texts.length);
      }),
    );
  });

  test('by a pattern are safe', () => {
    const pattern = fc.oneof(
      oddText,
      fc
        .array(fc.constantFrom('{clip}', '{object}', '{frame:4}', '{number}', 'a', '.', ' ', '_'), {
          minLength: 1,
          maxLength: 8,
        })
        .map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(pattern, oddText, oddText, fc.nat(), (text, clip, object, frame) => {
        fc.pre(isNamePattern(text));
        const [objectName = ''] = objectFileNames([object]);
        const name = formatFileName(text, {
          clip: safeName(clip),
          object: objectName,
          frame,
          number: frame,
        });
        expect(name).toMatch(/^[\p{L}\p{M}\p{N}._ -]+$/u);
        expect(name).not.toMatch(/^[. ]|[. ]$/);
      }),
    );
  });
});

test('service worker messages are one of those, or none', () => {
  const data = fc.oneof(
    fc.anything(),
    fc.record({
      type: fc.oneof(fc.anything(), fc.constantFrom('keep-after-use', 'take-over')),
      isComplete: fc.anything(),
    }),
  );
  fc.assert(
    fc.property(data, (message) => {
      expect([undefined, 'keep-after-use', 'take-over']).toContain(
        parseServiceWorkerMessage(message)?.type,
      );
      expect(['boolean', 'undefined']).toContain(typeof parsePrecacheAnswer(message)?.isComplete);
    }),
  );
});

test('a sentence is canonical, or refused', () => {
  fc.assert(
    fc.property(oddText, (text) => {
      const query = readOrRefuse(() => parseQuery(text), 'empty-expression', 'long-expression');
      expect(query === null || parseQuery(query) === query).toBe(true);
    }),
  );
});

test('stored export settings are whole, or passed over', () => {
  fc.assert(
    fc.property(changedJson(DEFAULT_EXPORT_SETTINGS), (stored) => {
      const settings = parseExportSettings(stored);
      expect(settings === null || isNamePattern(settings.namePattern)).toBe(true);
    }),
  );
});

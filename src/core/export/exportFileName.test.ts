import { expect, test } from 'vitest';
import { exportFileName } from './exportFileName.ts';
import { EXPORT_FORMAT_NAMES } from './exportFormats.ts';
import { DEFAULT_EXPORT_SETTINGS, type ExportSettings } from './exportSettings.ts';

const parts = {
  clipName: 'man_at_door.mp4',
  objectNames: ['the man'],
  range: [30, 50],
  frameCount: 421,
} as const;
const settings = (part: Partial<ExportSettings>): ExportSettings => ({
  ...DEFAULT_EXPORT_SETTINGS,
  ...part,
});

test('a name tells clip, object, contents and frames', () => {
  expect(exportFileName(settings({ format: 'matte-png' }), parts)).toBe(
    'man_at_door_the-man_matte_31-51.zip',
  );
  const still = { ...parts, range: [6, 6] } as const;
  expect(exportFileName(settings({ format: 'still-png', stillLook: 'outline' }), still)).toBe(
    'man_at_door_the-man_outline_7.png',
  );
});

test('no two formats, and no format and the clip, have one name', () => {
  const names = EXPORT_FORMAT_NAMES.map((format) =>
    exportFileName(settings({ format, stillLook: 'matte', videoLook: 'dimmed' }), parts),
  );
  expect(new Set([...names, parts.clipName]).size).toBe(names.length + 1);
});

test('a whole clip needs no frames, and many objects are counted', () => {
  const whole = { ...parts, range: [0, 420], objectNames: ['a/b', 'c.d'] } as const;
  expect(exportFileName(settings({}), whole)).toBe('man_at_door_a-b+c-d_cut-out.zip');
  const many = { ...whole, objectNames: ['a', 'b', 'c'] };
  expect(exportFileName(settings({}), many)).toBe('man_at_door_3-objects_cut-out.zip');
});

test('a name fits any file system', () => {
  const long = {
    ...parts,
    clipName: 'x'.repeat(300),
    objectNames: ['y'.repeat(300), '🐕'.repeat(90)],
  };
  expect(exportFileName(settings({}), long).length).toBeLessThan(140);
});

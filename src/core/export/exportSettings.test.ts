import { expect, test } from 'vitest';
import {
  DEFAULT_EXPORT_SETTINGS,
  parseExportSettings,
  settingsOfFormat,
} from './exportSettings.ts';

test('what was stored is read back', () => {
  const stored: unknown = JSON.parse(
    JSON.stringify({ ...DEFAULT_EXPORT_SETTINGS, format: 'alpha-webm', framesPerSecond: 12.5 }),
  );
  expect(parseExportSettings(stored)).toEqual(stored);
});

test('the name that a look had in older versions is migrated', () => {
  const stored = { ...DEFAULT_EXPORT_SETTINGS, videoLook: 'blur', stillLook: 'blur' };
  expect(parseExportSettings(stored)).toMatchObject({
    videoLook: 'blurred',
    stillLook: 'blurred',
  });
});

test.each<readonly [string, unknown]>([
  ['nothing', null],
  ['a text', 'rgba-png'],
  ['an unknown format', { ...DEFAULT_EXPORT_SETTINGS, format: 'gif' }],
  ['a look that a video cannot hold', { ...DEFAULT_EXPORT_SETTINGS, videoLook: 'cut-out' }],
  ['no rate', { ...DEFAULT_EXPORT_SETTINGS, framesPerSecond: 0 }],
  ['a rate that is no number', { ...DEFAULT_EXPORT_SETTINGS, framesPerSecond: '25' }],
  ['a height beyond any screen', { ...DEFAULT_EXPORT_SETTINGS, maxHeight: 1e9 }],
  ['a half pixel', { ...DEFAULT_EXPORT_SETTINGS, maxHeight: 480.5 }],
  ['a way out of the folder', { ...DEFAULT_EXPORT_SETTINGS, namePattern: '../{frame}' }],
  ['a negative number', { ...DEFAULT_EXPORT_SETTINGS, firstNumber: -1 }],
  ['settings of another version', { format: 'rgba-png' }],
])('%s is not taken', (_, stored) => {
  expect(parseExportSettings(stored)).toBeNull();
});

test('what was chosen for another format is not of this one', () => {
  const chosen = {
    ...DEFAULT_EXPORT_SETTINGS,
    framesPerSecond: 1,
    maxHeight: 240,
    frameImages: 'jpeg',
    frameNumbersFrom: 1,
    largePartsOnly: false,
  } as const;
  const of = (change: Partial<typeof DEFAULT_EXPORT_SETTINGS>) =>
    settingsOfFormat({ ...chosen, ...change });
  expect(of({ format: 'coco-rle' })).toEqual({ ...chosen, format: 'coco-rle' });
  expect(of({ format: 'cvat-video', labelShape: 'mask' })).toEqual({
    ...DEFAULT_EXPORT_SETTINGS,
    format: 'cvat-video',
    labelShape: 'mask',
    largePartsOnly: false,
  });
  expect(of({ format: 'label-studio', labelShape: 'box' }).frameImages).toBe('none');
  expect(of({ format: 'label-studio', labelShape: 'mask' }).frameImages).toBe('jpeg');
});

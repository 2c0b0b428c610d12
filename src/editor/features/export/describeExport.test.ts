import { expect, test } from 'vitest';
import type { ExportFormat } from '../../../core/export/exportFormats.ts';
import { DEFAULT_EXPORT_SETTINGS } from '../../../core/export/exportSettings.ts';
import { describeMissingFrames, describeExport, countWrittenFrames } from './describeExport.ts';

const counts = { present: 3, empty: 2, notComputed: 5 };
const settings = (format: ExportFormat, includeEmpty = false) => ({
  ...DEFAULT_EXPORT_SETTINGS,
  format,
  includeEmpty,
});

test('counts the frames that each format writes', () => {
  expect(countWrittenFrames(settings('rgba-png'), counts)).toBe(3);
  expect(countWrittenFrames(settings('matte-png', true), counts)).toBe(5);
  expect(countWrittenFrames(settings('coco-rle'), counts)).toBe(5);
  expect(countWrittenFrames(settings('video-mp4'), counts)).toBe(10);
  expect(countWrittenFrames(settings('video-mp4'), { ...counts, present: 0 })).toBe(0);
  expect(countWrittenFrames(settings('sound-wav'), counts)).toBe(3);
  expect(describeExport(settings('rgba-png'), { ...counts, present: 1 })).toMatch(/^1 frame in/);
});

test('says what happens to frames that were not searched', () => {
  expect(describeMissingFrames(settings('rgba-png'), { ...counts, notComputed: 0 })).toBeNull();
  expect(describeMissingFrames(settings('rgba-png'), counts)).toBe(
    '5 of 10 frames were not searched yet and will be missing.',
  );
  expect(describeMissingFrames(settings('alpha-webm'), counts)).toContain(
    'the video shows no object',
  );
  expect(
    describeMissingFrames(settings('still-png'), { present: 0, empty: 0, notComputed: 1 }),
  ).toContain('This frame');
});

test('reports a range that ends before it begins', () => {
  const none = { present: 0, empty: 0, notComputed: 0 };
  expect(describeExport(settings('rgba-png'), none)).toContain('ends before it begins');
});

import { expect, test } from 'vitest';
import { DEFAULT_EXPORT_SETTINGS, type ExportFormat } from '../../core/exportSettings.ts';
import { missingText, summaryText, writtenFrames } from './summaryText.ts';

const counts = { present: 3, empty: 2, notComputed: 5 };
const settings = (format: ExportFormat, includeEmpty = false) => ({
  ...DEFAULT_EXPORT_SETTINGS,
  format,
  includeEmpty,
});

test('says how many frames are written', () => {
  expect(writtenFrames(settings('rgba-png'), counts)).toBe(3);
  expect(writtenFrames(settings('matte-png', true), counts)).toBe(5);
  expect(writtenFrames(settings('coco-rle'), counts)).toBe(5);
  expect(writtenFrames(settings('video-mp4'), counts)).toBe(10);
  expect(writtenFrames(settings('video-mp4'), { ...counts, present: 0 })).toBe(0);
  expect(writtenFrames(settings('sound-wav'), counts)).toBe(3);
  expect(summaryText(settings('rgba-png'), { ...counts, present: 1 })).toMatch(/^1 frame in/);
});

test('says what becomes of frames that nobody looked at', () => {
  expect(missingText(settings('rgba-png'), { ...counts, notComputed: 0 })).toBeNull();
  expect(missingText(settings('rgba-png'), counts)).toBe(
    '5 of 10 frames are not looked at yet and will be missing.',
  );
  expect(missingText(settings('alpha-webm'), counts)).toContain('the video shows nothing');
  expect(missingText(settings('still-png'), { present: 0, empty: 0, notComputed: 1 })).toContain(
    'This frame',
  );
});

test('says that a range is turned round', () => {
  const none = { present: 0, empty: 0, notComputed: 0 };
  expect(summaryText(settings('rgba-png'), none)).toContain('ends before it begins');
});

import { expect, test } from 'vitest';
import type { BundleSummary } from '../../../core/model/bundleSummary.ts';
import { askBeforeOpening, describePurpose, describeSize } from './describeBundle.ts';

const LITE: BundleSummary = {
  name: 'lite',
  title: 'Earmark Lite',
  version: '0.8.0',
  kind: 'instances',
  downloadBytes: 20_000_000,
  memoryBytes: null,
};
const BASE: BundleSummary = {
  ...LITE,
  name: 'base',
  kind: 'paper',
  downloadBytes: 300_000_000,
  memoryBytes: 1_700_000_000,
};

test('a small bundle opens without a question, a large one says what it takes', () => {
  expect(askBeforeOpening(LITE, 4)).toBeNull();
  const question = askBeforeOpening(BASE, 8);
  expect(question).toMatch(/300 MB.*1\.7 GB/);
  expect(question).not.toContain('may be more');
  expect(askBeforeOpening(BASE, 2)).toContain('may be more than this device has');
  expect(askBeforeOpening(BASE, null)).not.toContain('may be more');
});

test('size and purpose are told by what the manifest says', () => {
  expect(describeSize(LITE)).toBe('20 MB');
  expect(describeSize(BASE)).toBe('300 MB, takes 1.7 GB of memory');
  expect(describePurpose(BASE)).toContain('slow');
});

import { expect, test } from 'vitest';
import { EarmarkError } from '../../../core/util/errors.ts';
import { formatProblemReport, type ProblemReportInputs } from './problemReport.ts';

const INPUTS: ProblemReportInputs = {
  version: '1.2.3',
  model: { kind: 'idle' },
  error: null,
  hidden: [],
  browser: { userAgent: 'Test/1', cores: 2, isIsolated: true, window: '1280 x 720' },
};

test('names version, model, browser and that there was no error', () => {
  expect(formatProblemReport(INPUTS).split('\n')).toEqual([
    'Earmark 1.2.3',
    'Model: idle',
    'Provider: none',
    'Browser: Test/1',
    'Cores: 2, isolated: yes, window: 1280 x 720',
    'Last error: none',
  ]);
});

test('has no name of a file, and no query', () => {
  const error = new EarmarkError(
    'corrupt',
    'holiday.mp4: frame 7 of holiday.mp4 and of holiday is damaged, asked for "the tall man".',
    { fileName: 'holiday.mp4', frameIndex: 7 },
  );
  const report = formatProblemReport({ ...INPUTS, error, hidden: ['the tall man', 'holiday', ''] });
  expect(report).toContain(
    'Last error: corrupt: …: frame 7 of … and of … is damaged, asked for "…".',
  );
  expect(report).not.toMatch(/holiday|tall/);
});
